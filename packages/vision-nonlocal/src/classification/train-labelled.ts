import {
  DataError,
  exampleBatches,
  imageBatch,
  type ChannelStatistics,
  type LabelledImages,
} from '@rondo/data';
import {
  classifierTraining,
  type ClassifierTraining,
  type TrainClassifierOptions,
} from './train-classifier.ts';
import type { Classifier } from './classify.ts';

export interface TrainLabelledOptions<M extends Classifier> extends Pick<
  TrainClassifierOptions<M>,
  'model' | 'epochs' | 'learningRate' | 'weightDecay' | 'seed'
> {
  readonly images: { readonly train: LabelledImages; readonly test: LabelledImages };
  readonly batchSize: number;
  readonly testBatch: number;
  readonly normalize?: ChannelStatistics;
  /** How far images are moved, at most, while training. */
  readonly padding: number;
  /** Whether they are mirrored. */
  readonly flip: boolean;
}

/** @throws DataError where there is nothing to tell apart. */
export function requireClasses(classes: readonly string[], where: string): void {
  if (classes.length > 1) return;
  throw new DataError(
    `${where}: expected examples of two classes or more, received ${classes.length === 1 ? `those of '${classes[0]}' only` : 'none'}; add another class`,
    { classes },
  );
}

/** The training of a classifier on images or clips that exist, in a new order and distorted anew in each epoch. */
export function trainLabelled<M extends Classifier>({
  images: { train, test },
  batchSize,
  testBatch,
  normalize,
  padding,
  flip,
  ...rest
}: TrainLabelledOptions<M>): ClassifierTraining<M> {
  const normalized = normalize ? { normalize } : {};
  const { seed } = rest;
  return classifierTraining({
    ...rest,
    batches: exampleBatches({
      count: train.count,
      batchSize,
      seed,
      make: (indices, epoch) =>
        imageBatch(train, indices, { ...normalized, augment: { padding, flip, seed, epoch } }),
    }),
    test: function* () {
      for (let first = 0; first < test.count; first += testBatch) {
        const size = Math.min(testBatch, test.count - first);
        const indices = Array.from({ length: size }, (_, n) => first + n);
        yield imageBatch(test, indices, normalized);
      }
    },
  });
}
