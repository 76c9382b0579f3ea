/** Different words that are counted at once: V8's Map ends at 2²⁴. */
export const mostCounted = 10_000_000;

/** The share of them that is left at most where words are dropped. */
const share = 3 / 4;

/**
 * Counts words, no more than `most` different ones at a time: where there are more, those that have come once by then are dropped, if
 * need be those that have come twice, too, and so on, much as word2vec and gensim do it. What is dropped and comes again is counted anew.
 */
export class WordTally {
  readonly #most: number;
  #counts = new Map<string, number>();
  #dropped = 0;

  constructor(most: number = mostCounted) {
    this.#most = most;
  }

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** Words that had come so many times, or fewer, were dropped at times; 0: none were, and all counts are right. */
  get dropped(): number {
    return this.#dropped;
  }

  add(word: string): void {
    const count = this.#counts.get(word);
    if (count === undefined && this.#counts.size >= this.#most) this.#drop();
    this.#counts.set(word, (count ?? 0) + 1);
  }

  #drop(): void {
    const enough = Math.max(1, Math.floor(share * this.#most));
    for (let least = 1; this.#counts.size >= enough; least++) {
      const kept = new Map<string, number>();
      for (const [word, count] of this.#counts) if (count > least) kept.set(word, count);
      this.#counts = kept;
      this.#dropped = Math.max(this.#dropped, least);
    }
  }
}
