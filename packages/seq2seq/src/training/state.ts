import type { BatchState } from '@rondo/data';
import type { GradScalerState, schedules } from '@rondo/optim';
import type { RandomState } from '@rondo/tensor';

/** A point of the loss curve. */
export interface TrainingPoint {
  readonly step: number;
  readonly loss: number;
}

/** A validation of the curve. */
export interface ValidationPoint extends TrainingPoint {
  readonly epoch: number;
  /** What else it told, by name; absent in checkpoints of older programs. */
  readonly metrics?: Readonly<Record<string, number>>;
}

/** Everything but tensors that a run needs to go on bit for bit. Fields that may be absent are so in checkpoints of older programs. */
export interface TrainingState {
  readonly step: number;
  readonly batches: BatchState;
  readonly random: RandomState;
  readonly tokens: number;
  readonly seconds: number;
  /** Of the training data, so that a run is not taken up on other data. */
  readonly fingerprint: string;
  readonly best: ValidationPoint | undefined;
  /** The best `training.keepBest` validations, the best first: those whose models are kept. */
  readonly kept?: readonly ValidationPoint[];
  /** Where a schedule stands that depends on what it observed. */
  readonly schedule?: schedules.PlateauState | undefined;
  /** How many steps the moving average has seen. */
  readonly averaged?: number | undefined;
  /** Steps left out in a row, the last one among them. */
  readonly skipped?: number;
  /** Where the scale of the loss stands (`training.precision: mixed`). */
  readonly scaler?: GradScalerState | undefined;
  /** The most places that a part of a batch may have, where memory ran out before. */
  readonly partPlaces?: number | undefined;
  readonly history: {
    readonly training: readonly TrainingPoint[];
    readonly validation: readonly ValidationPoint[];
  };
}
