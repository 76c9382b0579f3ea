import type { Parameter } from '@rondo/autograd';
import { checkShapes, ones, RangeFault, scope, type Tensor } from '@rondo/tensor';
import { bagsByOffsets, bagsOfOneSize, type Bags } from './bags.ts';
import { checkOptions } from './check-options.ts';
import { checkSizes } from './check-sizes.ts';
import type { EmbeddingOptions } from './embedding.ts';
import { initialRows, lookUp, rowIndex } from './embedding-rows.ts';
import { Module } from './module.ts';

const modes = ['mean', 'sum', 'max'] as const;

/** How the rows of a bag become one. */
export type BagMode = (typeof modes)[number];

/** `paddingIdx` here is a row that its bags leave out: it starts as 0, counts for nothing and gets no gradient. */
export interface EmbeddingBagOptions extends EmbeddingOptions {
  /** 'mean' unless told otherwise. */
  readonly mode?: BagMode;
  /** Whether the offsets end with the number of indices, one more than there are bags (false). */
  readonly includeLastOffset?: boolean;
}

export interface BagForwardOptions {
  /** What each row is multiplied with, float32 in the shape of the indices; for the mode 'sum' only. */
  readonly perSampleWeights?: Tensor;
}

/**
 * Sum Σ wᵢ rowᵢ, mean or maximum of the rows of each bag of indices; 0 for an empty bag. Weight `[V, D]` starts from N(0, 1).
 *
 * indices (int32) `[bags, n]` → `[bags, D]`, or all bags in one `[n]` with the place where each begins. Of equal maxima, the first
 * gets the gradient. `maxNorm` is as in `Embedding`; `scaleGradByFreq` is not for the mode 'max'.
 */
export class EmbeddingBag extends Module {
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly mode: BagMode;
  readonly paddingIdx: number | undefined;
  readonly maxNorm: number | undefined;
  readonly scaleGradByFreq: boolean;
  readonly includeLastOffset: boolean;
  readonly weight: Parameter;

  /** @throws RangeFault for sizes and options out of range; ShapeError when a given weight has other sizes. */
  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingBagOptions = {}) {
    super();
    checkOptions(this, options, [
      'mode',
      'paddingIdx',
      'maxNorm',
      'scaleGradByFreq',
      'includeLastOffset',
      'weight',
    ]);
    checkSizes(this, { numEmbeddings, embeddingDim });
    const { mode = 'mean', scaleGradByFreq = false, includeLastOffset = false, weight } = options;
    if (!modes.includes(mode)) {
      throw new RangeFault(
        `${this.toString()}: mode must be one of 'mean', 'sum', 'max', received ${JSON.stringify(mode)}`,
        { mode },
      );
    }
    if (mode === 'max' && scaleGradByFreq) {
      throw new RangeFault(
        `${this.toString()}: scaleGradByFreq is for the modes 'mean' and 'sum', received mode 'max'`,
        { mode, scaleGradByFreq },
      );
    }
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.mode = mode;
    this.paddingIdx = rowIndex(this, options.paddingIdx, numEmbeddings);
    this.maxNorm = options.maxNorm;
    this.scaleGradByFreq = scaleGradByFreq;
    this.includeLastOffset = includeLastOffset;
    checkShapes(
      this,
      { weight: [weight, ['numEmbeddings', 'embeddingDim']] },
      { numEmbeddings, embeddingDim },
    );
    this.weight = weight ?? initialRows(numEmbeddings, embeddingDim, this.paddingIdx);
  }

  /**
   * `offsets` are numbers or an int32 tensor `[bags]`, or `[bags + 1]` with `includeLastOffset`.
   * @throws ShapeError when shapes do not fit; RangeFault when the offsets do not start at 0, fall, or leave indices out (those of a
   * tensor: on backends that can tell), and for weights of rows in another mode than 'sum'.
   */
  forward(
    indices: Tensor,
    offsets?: Tensor | readonly number[],
    options: BagForwardOptions = {},
  ): Tensor {
    checkOptions(this, options, ['perSampleWeights']);
    const { perSampleWeights } = options;
    if (perSampleWeights && this.mode !== 'sum') {
      throw new RangeFault(
        `${this.toString()}: perSampleWeights are for the mode 'sum', received them in the mode '${this.mode}'`,
        { mode: this.mode },
      );
    }
    checkShapes(this, {
      indices: [indices, offsets ? ['n'] : ['bags', 'n']],
      perSampleWeights: [perSampleWeights, offsets ? ['n'] : ['bags', 'n']],
    });
    return scope(() => {
      const bags = offsets
        ? bagsByOffsets(
            this,
            offsets,
            { total: indices.size, includeLastOffset: this.includeLastOffset },
            indices.storage.backend,
          )
        : bagsOfOneSize(indices.shape[0]!, indices.shape[1]!);
      return this.#combine(bags, indices.reshape([indices.size]), perSampleWeights);
    });
  }

  #combine(bags: Bags, indices: Tensor, weights: Tensor | undefined): Tensor {
    const { mode, paddingIdx, maxNorm, scaleGradByFreq } = this;
    const rows = lookUp(this.weight, indices, { paddingIdx: undefined, maxNorm, scaleGradByFreq });
    const isPadding = paddingIdx === undefined ? undefined : indices.equal(paddingIdx).unsqueeze(1);
    const without = (values: Tensor, left: number): Tensor =>
      isPadding ? isPadding.where(left, values) : values;
    if (mode === 'sum') {
      const weighted = weights ? rows.mul(weights.reshape([indices.size, 1])) : rows;
      return bags.sum(without(weighted, 0));
    }
    const { backend } = indices.storage;
    const counts = bags.sum(without(ones([indices.size, 1], { backend }), 0));
    return mode === 'mean'
      ? bags.sum(without(rows, 0)).div(counts.maximum(1))
      : counts.greater(0).where(bags.max(without(rows, -Infinity)), 0);
  }
}
