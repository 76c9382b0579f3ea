import type { Query, Recommender } from './recommender.ts';

/** The baseline: what is taken most often suits everybody. */
export class PopularityRecommender implements Recommender {
  readonly #counts: Float32Array;

  /** @param counts How often each item was taken, in the data to learn from. */
  constructor(counts: readonly number[]) {
    this.#counts = Float32Array.from(counts);
  }

  get size(): number {
    return this.#counts.length;
  }

  scores(queries: readonly Query[]): Promise<Float32Array> {
    const all = new Float32Array(queries.length * this.size);
    for (const n of queries.keys()) all.set(this.#counts, n * this.size);
    return Promise.resolve(all);
  }
}
