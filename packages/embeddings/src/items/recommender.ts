/** Whom items are recommended to. */
export interface Query {
  /** The items so far as indices, the oldest first. */
  readonly history: Int32Array;
  /** Index of the user, where a model knows users; -1 for a new one. */
  readonly user?: number;
}

/** Something that says how well each item would suit. */
export interface Recommender<Q extends Query = Query> {
  /** How many items there are. */
  readonly size: number;
  /** A row of `size` scores for each query; higher is better. */
  scores(queries: readonly Q[]): Promise<Float32Array>;
}
