import type { EndEvent, NonFinite as NonFiniteItems } from '@rondo/training';
import type { Validation } from './validate.ts';
import type { ValidationSample } from './validation-decoding.ts';

export type { EndEvent } from '@rondo/training';

/** Where the numbers of a step stop being finite. */
export interface NonFinite extends Omit<NonFiniteItems, 'items'> {
  /** The numbers of the training pairs whose own loss is not finite, or of all pairs of the step where none is. */
  readonly pairs: readonly number[];
}

/** One step was taken. */
export interface StepEvent {
  readonly kind: 'step';
  /** Steps taken so far, and how many the run will take. */
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  /** Training loss of the step's batches per token, smoothed labels included. */
  readonly loss: number;
  readonly learningRate: number;
  /** Norm of all gradients before clipping. */
  readonly gradientNorm: number;
  /** What the loss was multiplied by to go backward (`training.precision: mixed`); `loss` and `gradientNorm` are without it. */
  readonly lossScale?: number;
  /** Source and target tokens of the batches, without padding. */
  readonly tokens: number;
  readonly seconds: number;
  /** Why no parameter was changed, where loss or gradients were not finite (`training.nonFinite: skip`, or gradients of a scaled loss). */
  readonly skipped?: NonFinite;
}

/** The model was validated: the moving average, where there is one. */
export interface ValidationEvent extends Validation {
  readonly kind: 'validation';
  readonly step: number;
  readonly epoch: number;
  /** Whether it is the best so far: the moment to store the model. */
  readonly isBest: boolean;
  /** Its place among the `training.keepBest` best, 1 for the best; undefined where it is none of them. */
  readonly rank: number | undefined;
  /** The step whose model is none of the best any more. */
  readonly displaced: number | undefined;
  /** All that the validation told, by name: loss, perplexity, accuracy, and what decoding gave. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Some of the decoded sentences; none without decoding. */
  readonly samples: readonly ValidationSample[];
}

export type TrainingEvent = StepEvent | ValidationEvent | EndEvent;
