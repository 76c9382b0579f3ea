import type { BatchState } from '@rondo/data';
import type { LoopState } from '@rondo/training';

export type { TrainingPoint, ValidationPoint } from '@rondo/training';

/** Everything but tensors that a run needs to go on bit for bit. Fields that may be absent are so in checkpoints of older programs. */
export interface TrainingState extends Omit<LoopState<BatchState>, 'amount' | 'partSize'> {
  /** Source and target tokens trained on so far, without padding. */
  readonly tokens: number;
  /** Of the training data, so that a run is not taken up on other data. */
  readonly fingerprint: string;
  /** The most places that a part of a batch may have, where memory ran out before. */
  readonly partPlaces?: number | undefined;
}
