import type { Module } from '@rondo/layers-core';
import type { GradScaler, Schedule } from '@rondo/optim';
import type { ClipOptions } from './clip.ts';
import type { EpochBatches, EpochPlace } from './epoch-batches.ts';
import type { MetricChoice } from './metric.ts';
import type { Divisible, Objective, Wording } from './objective.ts';

/** What the loop asks of an optimizer; every one of @rondo/optim has it. */
export interface SteppingOptimizer {
  learningRate: number;
  /** Applies the gradients and clears them. */
  step(): void;
  clearGrad(): void;
  dispose(): void;
}

/** How long a run is, which its schedule may depend on. */
export interface RunLength {
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
}

/** What a validation tells: a loss, and other metrics by name. */
export interface Validated {
  readonly loss: number;
  readonly metrics?: Readonly<Record<string, number>>;
}

export interface ValidationOptions<M, V extends Validated> {
  /** Judges a model on data of its own; `inMode(model, 'evaluation', …)` is its own matter. Without it nothing is validated. */
  readonly validate?: ((model: M) => Promise<V>) | undefined;
  /** Steps between validations. Default: one at the end of each epoch. */
  readonly validateEvery?: number | undefined;
  /** What validations are compared by. Default: the loss. */
  readonly metric?: MetricChoice | undefined;
  /** How many of the best validations are told apart by rank. Default 1. */
  readonly keepBest?: number | undefined;
  /** Ends the run after so many validations that were not the best. Default: never. */
  readonly patience?: number | undefined;
  /** The numbers of the items of the validation data whose loss is not finite, for the error. */
  readonly validationItemsAtFault?: ((model: M) => Promise<readonly number[]>) | undefined;
}

export interface TrainingLoopOptions<
  M extends Module,
  B,
  V extends Validated = Validated,
  Place extends EpochPlace = EpochPlace,
>
  extends Objective<M, B>, ClipOptions, ValidationOptions<M, V> {
  readonly model: M;
  readonly batches: EpochBatches<B, Place>;
  readonly optimizer: SteppingOptimizer;
  /** How many times the data is gone through; a part of one, too. */
  readonly epochs: number;
  /** The learning rate of every step. Default: that of the optimizer. */
  readonly schedule?: ((length: RunLength) => Schedule) | undefined;
  /** The seed of the run's own stream of random numbers (dropout). Default 1. */
  readonly seed?: number | undefined;
  /** Batches of a step. Default 1. */
  readonly accumulate?: number | undefined;
  /** What to do with a step whose loss or gradients are not finite: leave it out, at most ten in a row. Default 'stop'. */
  readonly nonFinite?: 'stop' | 'skip' | undefined;
  /** Scales the loss, for models that compute in float16. */
  readonly scaler?: GradScaler | undefined;
  /** Takes batches in halves where memory runs out. Default: that is an error. */
  readonly divisible?: Divisible<B> | undefined;
  /** What speed is told in: the tokens or examples of a batch. Default: its weight. */
  readonly amount?: ((batch: B) => number) | undefined;
  /** Keeps a moving average of the parameters, which is validated instead of the model, in a copy that the loop takes over. */
  readonly average?: { readonly decay: number; readonly copy: (model: M) => M } | undefined;
  readonly wording?: Wording | undefined;
}
