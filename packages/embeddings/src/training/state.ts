import type { LearnerState } from './learner.ts';

/** Sums over what an epoch has had so far. */
export interface EpochSums {
  readonly loss: number;
  readonly examples: number;
  readonly words: number;
  readonly seconds: number;
}

/** Everything but tensors that a run needs to go on bit for bit. */
export interface EmbeddingState {
  readonly step: number;
  /** The epoch that the next step belongs to, and how many of its sentences are done. */
  readonly epoch: number;
  readonly sentences: number;
  readonly words: number;
  readonly seconds: number;
  readonly sums: EpochSums;
  /** Of vocabulary and options, so that a run is not taken up with others. */
  readonly fingerprint: string;
  readonly optimizer?: LearnerState['numbers'];
}

export const noSums: EpochSums = { loss: 0, examples: 0, words: 0, seconds: 0 };
