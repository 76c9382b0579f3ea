import { Parameter } from '@rondo/autograd';
import { checkShapes, scope, type Tensor } from '@rondo/tensor';
import { checkOptions } from './check-options.ts';
import { checkSizes } from './check-sizes.ts';
import { initialRows, lookUp, rowIndex } from './embedding-rows.ts';
import { Module } from './module.ts';

export interface EmbeddingOptions {
  /** Row that stands for padding: starts as 0 and gets no gradient. Counts from the end when negative. */
  readonly paddingIdx?: number;
  /**
   * Rows longer than this are scaled down to it, in place, when they are looked up. This changes the weight, so in a
   * step all look-ups must come before other uses of it.
   */
  readonly maxNorm?: number;
  /** Divides the gradient of each row by how often it was looked up in the batch (false). */
  readonly scaleGradByFreq?: boolean;
  /** Shares the weight `[numEmbeddings, embeddingDim]` of another layer instead of making one. */
  readonly weight?: Parameter;
}

export interface FromPretrainedOptions extends Omit<EmbeddingOptions, 'weight'> {
  /** Whether the rows stay as they are (true). */
  readonly freeze?: boolean;
}

/**
 * A table of vectors: indices (int32, any shape `[..]`) → rows `[.., D]` of weight `[V, D]`, which starts from N(0, 1).
 *
 * With `maxNorm`, a look-up changes the weight in place: in a step, all look-ups must come before other uses of the weight, such
 * as a tied output layer; `backward` refuses another order.
 */
export class Embedding extends Module {
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly paddingIdx: number | undefined;
  readonly maxNorm: number | undefined;
  readonly scaleGradByFreq: boolean;
  readonly weight: Parameter;

  /** @throws RangeFault unless the sizes are whole numbers and there is a row `paddingIdx`; ShapeError when a given weight has others. */
  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingOptions = {}) {
    super();
    checkOptions(this, options, ['paddingIdx', 'maxNorm', 'scaleGradByFreq', 'weight']);
    checkSizes(this, { numEmbeddings, embeddingDim });
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.paddingIdx = rowIndex(this, options.paddingIdx, numEmbeddings);
    this.maxNorm = options.maxNorm;
    this.scaleGradByFreq = options.scaleGradByFreq ?? false;
    checkShapes(
      this,
      { weight: [options.weight, ['numEmbeddings', 'embeddingDim']] },
      { numEmbeddings, embeddingDim },
    );
    this.weight = options.weight ?? initialRows(numEmbeddings, embeddingDim, this.paddingIdx);
  }

  /**
   * An embedding with the given rows `[V, D]`, which are used up; frozen unless told otherwise.
   * @throws RangeFault when there is no row `paddingIdx`; ShapeError unless rows are `[V, D]`.
   */
  static fromPretrained(rows: Tensor, options: FromPretrainedOptions = {}): Embedding {
    const place = 'Embedding.fromPretrained';
    checkOptions(place, options, ['freeze', 'paddingIdx', 'maxNorm', 'scaleGradByFreq']);
    const { freeze = true, ...rest } = options;
    checkShapes(place, { rows: [rows, ['V', 'D']] });
    const [numEmbeddings, embeddingDim] = rows.shape as [number, number];
    // Checked while the rows are still the caller's.
    rowIndex('Embedding', rest.paddingIdx, numEmbeddings);
    const weight = new Parameter(rows, { requiresGrad: !freeze });
    return new Embedding(numEmbeddings, embeddingDim, { ...rest, weight });
  }

  /** @throws RangeFault when an index is not a row, on backends that can tell; DTypeError unless indices are int32. */
  forward(indices: Tensor): Tensor {
    return scope(() =>
      lookUp(this.weight, indices.reshape([-1]), this).reshape([
        ...indices.shape,
        this.embeddingDim,
      ]),
    );
  }
}
