import { Parameter } from '@rondo/autograd';
import {
  checkShapes,
  concat,
  embedding,
  randn,
  RangeFault,
  scope,
  zeros,
  type Tensor,
} from '@rondo/tensor';
import { Module } from './module.ts';

/** How the rows of a bag become one. */
export type BagMode = 'mean' | 'sum' | 'max';

export interface EmbeddingBagOptions {
  /** 'mean' unless told otherwise. */
  readonly mode?: BagMode;
  /** Shares the weight `[numEmbeddings, embeddingDim]` of another layer instead of making one. */
  readonly weight?: Parameter;
}

/**
 * Sum, mean or maximum of the rows of each bag of indices; 0 for an empty bag. Weight `[V, D]` starts from N(0, 1).
 *
 * indices (int32) `[bags, n]` → `[bags, D]`, or all bags in one `[n]` with the place where each begins.
 */
export class EmbeddingBag extends Module {
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly mode: BagMode;
  readonly weight: Parameter;

  constructor(
    numEmbeddings: number,
    embeddingDim: number,
    { mode = 'mean', weight }: EmbeddingBagOptions = {},
  ) {
    super();
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.mode = mode;
    checkShapes(
      this,
      { weight: [weight, ['numEmbeddings', 'embeddingDim']] },
      { numEmbeddings, embeddingDim },
    );
    this.weight = weight ?? new Parameter(randn([numEmbeddings, embeddingDim]));
  }

  /**
   * @throws RangeFault when the offsets do not start at 0, fall, or pass the end, or when indices are in no bag.
   */
  forward(indices: Tensor, offsets?: readonly number[]): Tensor {
    return scope(() => {
      const rows = embedding(indices, this.weight);
      if (!offsets) {
        checkShapes(this, { indices: [indices, ['bags', 'n']] });
        return this.#combine(rows, 1);
      }
      checkShapes(this, { indices: [indices, ['n']] });
      const ends = [...offsets.slice(1), indices.size];
      checkOffsets(this, offsets, ends);
      const bags = offsets.map((start, bag) => this.#combine(rows.slice(0, start, ends[bag]), 0));
      const none = zeros([0, this.embeddingDim], { backend: rows.storage.backend });
      return concat([none, ...bags.map((bag) => bag.unsqueeze(0))]);
    });
  }

  #combine(rows: Tensor, axis: 0 | 1): Tensor {
    const count = rows.shape[axis]!;
    if (this.mode === 'sum' || count === 0) return rows.sum(axis);
    return this.mode === 'mean' ? rows.mean(axis) : rows.max(axis);
  }
}

function checkOffsets(place: Module, offsets: readonly number[], ends: readonly number[]): void {
  const isOrdered = offsets.every((start, bag) => Number.isInteger(start) && start <= ends[bag]!);
  // Without bags, the only end is the number of indices.
  if (!isOrdered || (offsets[0] ?? ends[0]) !== 0) {
    throw new RangeFault(
      `${place.toString()}: offsets must start at 0 and never fall or pass the ${ends.at(-1)} indices, received [${offsets.join(', ')}]`,
      { offsets, indices: ends.at(-1) },
    );
  }
}
