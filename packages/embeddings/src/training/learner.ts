import type { Module } from '@rondo/layers-core';
import type { Tensor } from '@rondo/tensor';
import type { Examples } from './examples.ts';
import type { Tables } from './initial-weights.ts';

/** A model that learns from examples. */
export interface Learner {
  readonly model: Module & Tables;
  /** Examples that it takes at once. */
  readonly capacity: number;
  /** Learns from examples with `inputWidth` rows each: the sum of their losses, on the device. */
  learn(examples: Examples, inputWidth: number, learningRate: number): Tensor;
  /** What training needs to go on besides the model: tensors by name, and plain numbers. */
  stateDict(): LearnerState;
  loadStateDict(state: LearnerState): void;
  dispose(): void;
}

export interface LearnerState {
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** The optimizer's. */
  readonly numbers?: { readonly learningRate: number; readonly steps: readonly number[] };
}
