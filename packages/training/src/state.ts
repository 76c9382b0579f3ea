import type { GradScalerState, schedules } from '@rondo/optim';
import type { RandomState } from '@rondo/tensor';
import type { EpochPlace } from './epoch-batches.ts';

/** A point of the loss curve. */
export interface TrainingPoint {
  readonly step: number;
  readonly loss: number;
}

/** A validation of the curve. */
export interface ValidationPoint extends TrainingPoint {
  readonly epoch: number;
  /** What else it told, by name. */
  readonly metrics?: Readonly<Record<string, number>>;
}

/** Everything but tensors that a run needs to go on bit for bit, as numbers that fit in JSON. */
export interface LoopState<Place extends EpochPlace = EpochPlace> {
  readonly step: number;
  /** Where it stands in the data: after the batches of the last step. */
  readonly batches: Place;
  readonly random: RandomState;
  /** What `amount` counted so far. */
  readonly amount: number;
  readonly seconds: number;
  readonly best: ValidationPoint | undefined;
  /** The best `keepBest` validations, the best first: those whose models are kept. */
  readonly kept?: readonly ValidationPoint[];
  /** Where a schedule stands that depends on what it observed. */
  readonly schedule?: schedules.PlateauState | undefined;
  /** How many steps the moving average has seen. */
  readonly averaged?: number | undefined;
  /** Steps left out in a row, the last one among them. */
  readonly skipped?: number | undefined;
  /** Where the scale of the loss stands. */
  readonly scaler?: GradScalerState | undefined;
  /** The largest size that a part of a batch may have, where memory ran out before. */
  readonly partSize?: number | undefined;
  readonly history: {
    readonly training: readonly TrainingPoint[];
    readonly validation: readonly ValidationPoint[];
  };
}
