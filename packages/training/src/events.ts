import type { NonFinite } from './non-finite.ts';

/** One step was taken. */
export interface LoopStep {
  readonly kind: 'step';
  /** Steps taken so far, and how many the run will take. */
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  /** Mean training loss of the step's batches. */
  readonly loss: number;
  readonly learningRate: number;
  /** Norm of all gradients before clipping. */
  readonly gradientNorm: number;
  /** What the loss was multiplied by to go backward, with a scaler; `loss` and `gradientNorm` are without it. */
  readonly lossScale?: number;
  /** What `amount` counts in the batches. */
  readonly amount: number;
  readonly seconds: number;
  /** Why no parameter was changed, where loss or gradients were not finite (`nonFinite: 'skip'`, or gradients of a scaled loss). */
  readonly skipped?: NonFinite;
}

/** The model was validated: the moving average, where there is one. */
export interface LoopValidation<V> {
  readonly kind: 'validation';
  readonly step: number;
  readonly epoch: number;
  /** What `validate` told. */
  readonly result: V;
  /** Whether it is the best so far: the moment to store the model. */
  readonly isBest: boolean;
  /** Its place among the `keepBest` best, 1 for the best; undefined where it is none of them. */
  readonly rank: number | undefined;
  /** The step whose model is none of the best any more. */
  readonly displaced: number | undefined;
}

/** Training ended by itself. */
export interface EndEvent {
  readonly kind: 'end';
  readonly step: number;
  readonly reason: 'finished' | 'no improvement';
}

export type LoopEvent<V> = LoopStep | LoopValidation<V> | EndEvent;
