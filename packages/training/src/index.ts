export { BestValidations, type Ranking } from './best-validations.ts';
export { Breath } from './breath.ts';
export type { ClipOptions } from './clip.ts';
export { nextBatches, stepsPerEpoch, type EpochBatches, type EpochPlace } from './epoch-batches.ts';
export { TrainingError } from './error.ts';
export type { EndEvent, LoopEvent, LoopStep, LoopValidation } from './events.ts';
export { Fingerprint } from './fingerprint.ts';
export { isBetter, metricOf, type MetricChoice } from './metric.ts';
export { MovingAverage } from './moving-average.ts';
export { nonFiniteItems, type NonFinite } from './non-finite.ts';
export type { Divisible, Objective, Wording } from './objective.ts';
export type {
  RunLength,
  SteppingOptimizer,
  TrainingLoopOptions,
  Validated,
  ValidationOptions,
} from './options.ts';
export type { LoopState, TrainingPoint, ValidationPoint } from './state.ts';
export { stepGradients, type StepGradients } from './step-gradients.ts';
export { takeItem } from './take-item.ts';
export { TrainingLoop } from './training-loop.ts';
