import { DigitClips, exampleBatches, type LabelledBatch, type LabelledImages } from '@rondo/data';
import { manualSeed } from '@rondo/tensor';
import { trainClassifier, type ClassifierLoop } from '../classification/train-classifier.ts';
import { ClipClassifier, type ClipBlock } from './clip-classifier.ts';

export interface TrainClipsOptions {
  readonly block: ClipBlock;
  readonly subsample?: boolean;
  /** Decides the initial weights and the clips. Default 0. */
  readonly seed?: number;
  /** Default 12. */
  readonly epochs?: number;
  /** Fresh clips of an epoch. Default 4000. */
  readonly clips?: number;
  /** Default 1000. */
  readonly testClips?: number;
  /** Default 32. */
  readonly batchSize?: number;
  /** The highest of the one cycle. Default 4e-3. */
  readonly learningRate?: number;
}

/** A training that has not begun. */
export interface ClipTraining {
  readonly model: ClipClassifier;
  readonly loop: ClassifierLoop<ClipClassifier>;
  /** The first `count` test clips. */
  readonly testClips: (count: number) => LabelledBatch;
}

const testBatch = 100;
/** Test clips have numbers that no epoch reaches. */
const firstTestClip = 2 ** 40;

/** The training of a `ClipClassifier` on clips of coloured digits; its model and the loop are the caller's to dispose. */
export function trainClips(
  digits: { readonly train: LabelledImages; readonly test: LabelledImages },
  {
    block,
    subsample = false,
    seed = 0,
    epochs = 12,
    clips = 4000,
    testClips = 1000,
    batchSize = 32,
    learningRate = 4e-3,
  }: TrainClipsOptions,
): ClipTraining {
  manualSeed(seed);
  const model = new ClipClassifier({ block, subsample, classes: digits.train.classes.length });
  const train = new DigitClips(digits.train, { seed });
  const test = new DigitClips(digits.test, { seed });
  const numbers = Array.from({ length: testClips }, (_, n) => firstTestClip + n);
  const loop = trainClassifier({
    model,
    batches: exampleBatches({
      count: clips,
      batchSize,
      shuffle: false,
      make: (indices, epoch) => train.make(Array.from(indices, (index) => epoch * clips + index)),
    }),
    test: function* () {
      for (let first = 0; first < testClips; first += testBatch) {
        yield test.make(numbers.slice(first, first + testBatch));
      }
    },
    epochs,
    learningRate,
    seed,
  });
  return { model, loop, testClips: (count) => test.make(numbers.slice(0, count)) };
}
