import { DataError } from '@rondo/data';
import { scope, tensor } from '@rondo/tensor';
import type { Query, Recommender } from './recommender.ts';

export interface ItemVectorOptions {
  /** How many of the last items of a history count. Default: all. */
  readonly last?: number;
}

/** Recommends what is near: score(i) = vᵢ · mean of vⱼ over the history, all v of length 1. An empty history gives zeros. */
export class ItemVectorRecommender implements Recommender {
  readonly size: number;
  readonly #dimensions: number;
  readonly #unit: Float32Array;
  readonly #last: number;

  /** @param numbers `size` rows of `dimensions`; what `WordVectors` has. */
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
    this.#last = last;
  }

  async scores(queries: readonly Query[]): Promise<Float32Array> {
    const d = this.#dimensions;
    const means = new Float32Array(queries.length * d);
    for (const [n, { history }] of queries.entries()) {
      const items = history.subarray(Math.max(0, history.length - this.#last));
      for (const item of items) {
        for (let i = 0; i < d; i++) means[n * d + i]! += this.#unit[item * d + i]! / items.length;
      }
    }
    const all = scope(() => {
      const items = tensor(this.#unit, { shape: [this.size, d] });
      return tensor(means, { shape: [queries.length, d] }).matmul(items.transpose(0, 1));
    });
    const data = (await all.data()) as Float32Array;
    all.dispose();
    return data;
  }
}

function unitRows(numbers: Float32Array, dimensions: number): Float32Array {
  const unit = numbers.slice();
  for (let start = 0; start < unit.length; start += dimensions) {
    const row = unit.subarray(start, start + dimensions);
    const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    if (norm > 0) for (let i = 0; i < dimensions; i++) row[i]! /= norm;
  }
  return unit;
}
