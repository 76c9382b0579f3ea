import type { Validation } from './validate.ts';

/** One step was taken. */
export interface StepEvent {
  readonly kind: 'step';
  /** Steps taken so far, and how many the run will take. */
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  /** Training loss of this batch per token, smoothed labels included. */
  readonly loss: number;
  readonly learningRate: number;
  /** Norm of all gradients before clipping. */
  readonly gradientNorm: number;
  /** Source and target tokens of the batch, without padding. */
  readonly tokens: number;
  readonly seconds: number;
}

/** The model was validated. */
export interface ValidationEvent extends Validation {
  readonly kind: 'validation';
  readonly step: number;
  readonly epoch: number;
  /** Whether it is the best so far: the moment to store the model. */
  readonly isBest: boolean;
}

/** Training ended by itself. */
export interface EndEvent {
  readonly kind: 'end';
  readonly step: number;
  readonly reason: 'finished' | 'no improvement';
}

export type TrainingEvent = StepEvent | ValidationEvent | EndEvent;
