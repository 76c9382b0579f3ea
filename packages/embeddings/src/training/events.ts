/** One step was taken. */
export interface EmbeddingStepEvent {
  readonly kind: 'step';
  readonly step: number;
  /** The epoch it belongs to, from 0 on. */
  readonly epoch: number;
  /** Words seen so far, in all epochs, and how many there will be. */
  readonly words: number;
  readonly totalWords: number;
  /** Words of this step per second, those included that sub-sampling left out. */
  readonly wordsPerSecond: number;
  /** Mean loss of an example: Σ over its predictions. */
  readonly loss: number;
  /** Examples that the words gave. */
  readonly examples: number;
  readonly learningRate: number;
  readonly seconds: number;
}

/** The corpus was read once more. */
export interface EmbeddingEpochEvent {
  readonly kind: 'epoch';
  readonly step: number;
  /** From 0 on. */
  readonly epoch: number;
  /** Of all examples of the epoch. */
  readonly loss: number;
  readonly examples: number;
  readonly words: number;
  readonly seconds: number;
}

export interface EmbeddingEndEvent {
  readonly kind: 'end';
  readonly step: number;
  readonly words: number;
  readonly seconds: number;
}

export type EmbeddingEvent = EmbeddingStepEvent | EmbeddingEpochEvent | EmbeddingEndEvent;
