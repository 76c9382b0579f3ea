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

/** A loop, and what has to be kept beside it to go on. */
export interface ClassifierTraining<M extends Classifier> {
  readonly model: M;
  readonly optimizer: AdamW;
  readonly loop: ClassifierLoop<M>;
}

/** A training of a classifier with Adam over one cycle of the learning rate; the best is that of the highest accuracy. */
export function trainClassifier<M extends Classifier>(
  options: TrainClassifierOptions<M>,
): ClassifierLoop<M> {
  return classifierTraining(options).loop;
}

/** As `trainClassifier`, with all that a checkpoint takes. */
export function classifierTraining<M extends Classifier>({
  model,
  batches,
  test,
  epochs,
  learningRate,
  weightDecay = 0,
  seed,
}: TrainClassifierOptions<M>): ClassifierTraining<M> {
  const optimizer = new AdamW(model.parameters(), { learningRate, weightDecay });
  const loop = new TrainingLoop<M, LabelledBatch, ClassifierValidation, BatchState>({
    ...classification,
    model,
    batches,
    optimizer,
    schedule: ({ totalSteps }) => schedules.oneCycle(learningRate, totalSteps),
    epochs,
    seed,
    validate: (validated) => validateClassifier(validated, test()),
    metric: { name: 'accuracy', mode: 'max' },
  });
  return { model, optimizer, loop };
}
