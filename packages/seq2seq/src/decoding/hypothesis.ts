/** One decoded sentence. */
export interface Hypothesis {
  /** Token indices, without [begin] and [end]. */
  readonly ids: readonly number[];
  /** Whether [end] came before the length limit. */
  readonly finished: boolean;
  /** What it is ranked by: its log-probability per token, [end] included, unless beam search was told otherwise. */
  readonly score: number;
  /** ln P of each token and of [end], given the source and the tokens before it. */
  readonly logProbabilities: readonly number[];
  /** Weights over the source for each output token and [end], if asked for and the model has attention. */
  readonly attention: readonly (readonly number[])[] | undefined;
}
