import { DataError } from '@rondo/data';
import { scope, tensor, type Tensor } from '@rondo/tensor';
import { unitRows } from '../neighbours/unit-rows.ts';
import { checkItem } from './item-index.ts';
import type { Query, Recommender } from './recommender.ts';

export interface ItemVectorOptions {
  /** How many of the last items of a history count. Default: all. */
  readonly last?: number;
}

/**
 * Recommends what is near: score(i) = vᵢ · mean of vⱼ over the history, all v of length 1. An empty history gives zeros.
 *
 * Holds a copy of the vectors on the backend until `dispose()`.
 */
export class ItemVectorRecommender implements Recommender {
  readonly size: number;
  readonly #dimensions: number;
  readonly #unit: Float32Array;
  /** `[items, dimensions]`, rows of length 1. */
  readonly #items: Tensor;
  readonly #last: number;

  /**
   * @param numbers `size` rows of `dimensions`; what `WordVectors` has.
   * @throws DataError for a `last` below 1.
   */
  constructor(
    { dimensions, numbers }: { readonly dimensions: number; readonly numbers: Float32Array },
    { last = Infinity }: ItemVectorOptions = {},
  ) {
    if (!(last >= 1)) {
      throw new DataError(`ItemVectorRecommender: last must be 1 or more, received ${last}`, {
        last,
      });
    }
    this.size = numbers.length / dimensions;
    this.#dimensions = dimensions;
    this.#unit = unitRows(numbers, dimensions);
    this.#items = tensor(this.#unit, { shape: [this.size, dimensions] });
    this.#last = last;
  }

  /** @throws DataError for an item of a history that is none of the recommender's. */
  async scores(queries: readonly Query[]): Promise<Float32Array> {
    const d = this.#dimensions;
    const means = new Float32Array(queries.length * d);
    for (const [n, { history }] of queries.entries()) {
      const items = history.subarray(Math.max(0, history.length - this.#last));
      for (const item of items) {
        checkItem(item, this.size);
        for (let i = 0; i < d; i++) means[n * d + i]! += this.#unit[item * d + i]! / items.length;
      }
    }
    const all = scope(() =>
      tensor(means, { shape: [queries.length, d] }).matmul(this.#items.transpose(0, 1)),
    );
    const data = (await all.data()) as Float32Array;
    all.dispose();
    return data;
  }

  /** Frees the copy on the backend. */
  dispose(): void {
    this.#items.dispose();
  }
}
