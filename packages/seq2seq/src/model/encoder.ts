import type { Module } from '@rondo/layers-core';
import type { Tensor } from '@rondo/tensor';
import type { Memory } from './memory.ts';

/** Reads source sentences. */
export interface Encoder extends Module {
  /** Embedded source `[N, S, E]` and its lengths, int32 `[N]`. */
  forward(embedded: Tensor, lengths: Tensor): Memory;
}
