import type { BatchState } from '@rondo/data';
import type { RandomState } from '@rondo/tensor';

/** A point of the loss curve. */
export interface TrainingPoint {
  readonly step: number;
  readonly loss: number;
}

/** A validation of the curve. */
export interface ValidationPoint extends TrainingPoint {
  readonly epoch: number;
}

/** Everything but tensors that a run needs to go on bit for bit. */
export interface TrainingState {
  readonly step: number;
  readonly batches: BatchState;
  readonly random: RandomState;
  readonly tokens: number;
  readonly seconds: number;
  /** Of the training data, so that a run is not taken up on other data. */
  readonly fingerprint: string;
  readonly best: ValidationPoint | undefined;
  readonly history: {
    readonly training: readonly TrainingPoint[];
    readonly validation: readonly ValidationPoint[];
  };
}
