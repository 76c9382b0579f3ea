/** Finds words that may be near a vector without looking at all words. `HnswIndex` of `@rondo/embeddings/hnsw` is one. */
export interface CandidateIndex {
  /** How many words it knows, and how many numbers their vectors have. */
  readonly size: number;
  readonly dimensions: number;

  /**
   * For each row of length 1 of `rows`, `[n, dimensions]`, different places of words among which the `count` nearest probably are, in any
   * order. They are compared exactly afterwards, so more of them than `count` make answers better.
   */
  candidates(rows: Float32Array, count: number): Promise<readonly Int32Array[]>;
}
