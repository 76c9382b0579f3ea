import type { Module } from '@rondo/layers-core';
import type { Tensor, TensorHolder } from '@rondo/tensor';
import type { ReorderOptions } from '../decoding/incremental-decoder.ts';
import type { Memory } from './memory.ts';

/** What a decoder makes of target tokens. */
export interface Decoded {
  /** What the output layer reads: `[N, T, E]`. */
  readonly features: Tensor;
  /** Attention weights over the source `[N, T, S]`, a mean over heads, where they are wanted and there are some. */
  readonly weights: Tensor | undefined;
}

export interface DecoderOptions {
  /** Whether weights are wanted (false). */
  readonly needWeights?: boolean;
}

/** Predicts each target token from the tokens before it and the source. */
export interface Decoder extends Module {
  /** All steps of embedded target tokens `[N, T, E]`, under teacher forcing. */
  forward(embedded: Tensor, memory: Memory, options?: DecoderOptions): Decoded;
  /**
   * Weights over the source of each layer's heads, `[N, H, T, S]`, where `forward` would make those of `[N, T, E]`; only a decoder
   * that has heads has it.
   */
  headWeights?(embedded: Tensor, memory: Memory): readonly Tensor[];
  /** The state before the first target token; called without gradients, in evaluation mode. */
  begin(memory: Memory): DecoderState;
}

/** What a decoder carries from one target token to the next. It owns its tensors, which outlive scopes. */
export interface DecoderState extends TensorHolder {
  /** Goes on by one embedded token `[N, 1, E]`, as `forward` would: without gradients, in evaluation mode. */
  step(embedded: Tensor, options?: DecoderOptions): Decoded;
  /** Goes on with the rows at the given places, int32 `[n]`. */
  reorder(rows: Tensor, options?: ReorderOptions): void;
}
