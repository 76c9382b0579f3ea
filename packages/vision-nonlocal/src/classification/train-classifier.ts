import type { BatchState, LabelledBatch } from '@rondo/data';
import { AdamW, schedules } from '@rondo/optim';
import { TrainingLoop, type EpochBatches } from '@rondo/training';
import {
  classification,
  validateClassifier,
  type Classifier,
  type ClassifierValidation,
} from './classify.ts';

export interface TrainClassifierOptions<M extends Classifier> {
  readonly model: M;
  readonly batches: EpochBatches<LabelledBatch, BatchState>;
  /** What it is judged by at the end of each epoch. */
  readonly test: () => Iterable<LabelledBatch>;
  readonly epochs: number;
  /** The highest of the one cycle. */
  readonly learningRate: number;
  /** λ of AdamW. Default 0. */
  readonly weightDecay?: number | undefined;
  readonly seed: number;
}

export type ClassifierLoop<M extends Classifier> = TrainingLoop<
  M,
  LabelledBatch,
  ClassifierValidation,
  BatchState
>;

/** A training of a classifier with Adam over one cycle of the learning rate; the best is that of the highest accuracy. */
export function trainClassifier<M extends Classifier>({
  model,
  batches,
  test,
  epochs,
  learningRate,
  weightDecay = 0,
  seed,
}: TrainClassifierOptions<M>): ClassifierLoop<M> {
  return new TrainingLoop<M, LabelledBatch, ClassifierValidation, BatchState>({
    ...classification,
    model,
    batches,
    optimizer: new AdamW(model.parameters(), { learningRate, weightDecay }),
    schedule: ({ totalSteps }) => schedules.oneCycle(learningRate, totalSteps),
    epochs,
    seed,
    validate: (validated) => validateClassifier(validated, test()),
    metric: { name: 'accuracy', mode: 'max' },
  });
}
