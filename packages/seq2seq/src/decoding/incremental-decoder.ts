import type { Tensor, TensorHolder } from '@rondo/tensor';

/**
 * What a model of any family offers to decoding: it reads sources once, and then takes one target token at a time.
 *
 * Everything here runs without dropout and without gradients, whatever mode the model is in.
 */
export interface IncrementalDecoder {
  /** Size V of the target vocabulary. */
  readonly targetVocabulary: number;
  /** Steps that a target may have, that of [end] included; any number unless told. */
  readonly longestTarget?: number;
  /** Reads source tokens, int32 `[N, S]` with lengths `[N]`: one row per sentence. */
  startDecoding(source: Tensor, lengths: Tensor, options?: StartDecodingOptions): DecodingState;
}

export interface StartDecodingOptions {
  /** Whether `step` shall return attention weights, where the model has any. Default false. */
  readonly attention?: boolean;
}

/**
 * N target sentences in the making. It owns its tensors, which outlive scopes: the keys and values or the hidden state of the tokens so far,
 * and what was computed of the sources. A step costs the same however many went before (but for attention to the steps themselves).
 */
export interface DecodingState extends TensorHolder {
  /** Goes on by one token of each row, int32 `[N]`. */
  step(tokens: Tensor): DecodingStep;
  /** Goes on with the rows at the given places, int32 `[n]`: some twice or more, others not at all. */
  reorder(rows: Tensor, options?: ReorderOptions): void;
  dispose(): void;
}

export interface DecodingStep {
  /**
   * Scores of the next token, `[N, V]`: logits, or anything that differs from the log-probabilities by one number a row. A tensor of its
   * own at each step, which decoding overwrites.
   */
  readonly logits: Tensor;
  /** Weights over the source `[N, S]`, 0 at padding, if asked for and the model has attention; a mean over heads. */
  readonly attention: Tensor | undefined;
}

export interface ReorderOptions {
  /** True when every row keeps its source, so that what depends on the source alone may stay where it is. Default false. */
  readonly sameSources?: boolean;
}
