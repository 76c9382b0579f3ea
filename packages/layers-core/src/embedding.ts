import { noGrad, Parameter } from '@rondo/autograd';
import {
  arange,
  checkShapes,
  embedding,
  gather,
  ones,
  RangeFault,
  randn,
  reciprocal,
  scatterAdd,
  scope,
  zeros,
  type Tensor,
} from '@rondo/tensor';
import { Module } from './module.ts';
import { scaleGradient } from './scale-gradient.ts';

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

  /** @throws RangeFault when there is no row `paddingIdx`. */
  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingOptions = {}) {
    super();
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.paddingIdx = rowIndex(options.paddingIdx, numEmbeddings);
    this.maxNorm = options.maxNorm;
    this.scaleGradByFreq = options.scaleGradByFreq ?? false;
    checkShapes(
      this,
      { weight: [options.weight, ['numEmbeddings', 'embeddingDim']] },
      { numEmbeddings, embeddingDim },
    );
    this.weight = options.weight ?? this.#initial();
  }

  /**
   * An embedding with the given rows `[V, D]`, which are used up; frozen unless told otherwise.
   * @throws RangeFault when there is no row `paddingIdx`; ShapeError unless rows are `[V, D]`.
   */
  static fromPretrained(rows: Tensor, options: FromPretrainedOptions = {}): Embedding {
    const { freeze = true, ...rest } = options;
    checkShapes('Embedding.fromPretrained', { rows: [rows, ['V', 'D']] });
    const [numEmbeddings, embeddingDim] = rows.shape as [number, number];
    // Checked while the rows are still the caller's.
    rowIndex(rest.paddingIdx, numEmbeddings);
    const weight = new Parameter(rows, { requiresGrad: !freeze });
    return new Embedding(numEmbeddings, embeddingDim, { ...rest, weight });
  }

  /** @throws RangeFault when an index is not a row, on backends that can tell; DTypeError unless indices are int32. */
  forward(indices: Tensor): Tensor {
    return scope(() => {
      if (this.maxNorm !== undefined) noGrad(() => this.#renormalize(indices, this.maxNorm!));
      const rows = embedding(indices, this.weight);
      return this.paddingIdx === undefined && !this.scaleGradByFreq
        ? rows
        : scaleGradient(rows, indices, (looked) => this.#gradientScale(looked));
    });
  }

  #initial(): Parameter {
    const { numEmbeddings, embeddingDim, paddingIdx } = this;
    return scope(() => {
      const rows = randn([numEmbeddings, embeddingDim]);
      if (paddingIdx === undefined) return new Parameter(rows);
      const isPadding = arange(0, numEmbeddings).equal(paddingIdx).unsqueeze(1);
      return new Parameter(isPadding.where(0, rows));
    });
  }

  /** What the gradient of each looked-up row is multiplied with, `[.., 1]`. */
  #gradientScale(indices: Tensor): Tensor {
    const scale = this.scaleGradByFreq
      ? reciprocal(gather(this.#counts(indices), 0, indices.reshape([-1]))).reshape(indices.shape)
      : ones(indices.shape, { backend: indices.storage.backend });
    const kept =
      this.paddingIdx === undefined ? scale : indices.equal(this.paddingIdx).where(0, scale);
    return kept.unsqueeze(-1);
  }

  /** How often each row is looked up: `[V]`. */
  #counts(indices: Tensor): Tensor {
    const flat = indices.reshape([-1]);
    const { backend } = indices.storage;
    const none = zeros([this.numEmbeddings], { backend });
    return scatterAdd(none, 0, flat, ones(flat.shape, { backend }));
  }

  #renormalize(indices: Tensor, maxNorm: number): void {
    const norms = this.weight.square().sum(1).sqrt();
    const factor = norms.greater(maxNorm).where(reciprocal(norms.add(1e-7)).mul(maxNorm), 1);
    const isUsed = this.#counts(indices).greater(0);
    this.weight.assign(this.weight.mul(isUsed.where(factor, 1).unsqueeze(1)));
  }
}

function rowIndex(paddingIdx: number | undefined, rows: number): number | undefined {
  if (paddingIdx === undefined) return undefined;
  const row = paddingIdx < 0 ? paddingIdx + rows : paddingIdx;
  if (!Number.isInteger(row) || row < 0 || row >= rows) {
    throw new RangeFault(
      `Embedding: no row ${paddingIdx} to pad with among ${rows}; expected ${-rows} to ${rows - 1}`,
      { paddingIdx, numEmbeddings: rows },
    );
  }
  return row;
}
