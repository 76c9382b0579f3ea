import { DigitClips, exampleBatches, type LabelledBatch, type LabelledImages } from '@rondo/data';
import { checkOptions } from '@rondo/layers-core';
import { manualSeed } from '@rondo/tensor';
import {
  classifierOptions,
  resumable,
  type Resumable,
} from '../classification/classifier-checkpoint.ts';
import { classifierTraining, type ClassifierLoop } from '../classification/train-classifier.ts';
import type { ClipNetwork } from '../trained/networks.ts';
import type { TrainedClassifier } from '../trained/trained-classifier.ts';
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
  /** Height and width of a frame. Default 20. */
  readonly size?: number;
  /** Frames before the cue. Default 4. */
  readonly digitFrames?: number;
}

const optionNames: readonly (keyof TrainClipsOptions)[] = [
  'block',
  'subsample',
  'seed',
  'epochs',
  'clips',
  'testClips',
  'batchSize',
  'learningRate',
  'size',
  'digitFrames',
];

/** A training that has not begun. */
export interface ClipTraining<M extends ClipNetwork = ClipClassifier> extends Resumable {
  readonly model: M;
  readonly loop: ClassifierLoop<M>;
  /** For `saveTrained`. */
  readonly trained: TrainedClassifier<M>;
  /** The first `count` test clips. */
  readonly testClips: (count: number) => LabelledBatch;
}

const testBatch = 100;
/** Digits are coloured. */
const channels = 3;
/** Test clips have numbers that no epoch reaches. */
const firstTestClip = 2 ** 40;

/** The training of a `ClipClassifier` on clips of coloured digits; its model and the loop are the caller's to dispose. */
export function trainClips(
  digits: { readonly train: LabelledImages; readonly test: LabelledImages },
  options: TrainClipsOptions,
): ClipTraining {
  checkOptions('trainClips', options, optionNames);
  const { block, subsample = false, seed = 0, epochs = 12, clips = 4000, size = 20 } = options;
  const { testClips = 1000, batchSize = 32, learningRate = 4e-3, digitFrames = 4 } = options;
  manualSeed(seed);
  const { classes } = digits.train;
  const model = new ClipClassifier({ block, subsample, channels, classes: classes.length });
  const train = new DigitClips(digits.train, { seed, size, digitFrames });
  const test = new DigitClips(digits.test, { seed, size, digitFrames });
  const numbers = Array.from({ length: testClips }, (_, n) => firstTestClip + n);
  const training = classifierTraining({
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
  return {
    model,
    loop: training.loop,
    testClips: (count) => test.make(numbers.slice(0, count)),
    trained: {
      model,
      settings: { network: 'plain', block, subsample, channels, classes: classes.length },
      classes,
      sizes: { channels, frames: digitFrames + 1, height: size, width: size },
    },
    ...resumable(training, options),
  };
}

/**
 * The options of the training that a checkpoint was made of, to make it again.
 * @throws ClassifierCheckpointError for a file that is none; an error naming what is not an option.
 */
export function clipOptions(bytes: Uint8Array): TrainClipsOptions {
  const options = classifierOptions(bytes) as TrainClipsOptions;
  checkOptions('clipOptions', options, optionNames);
  return options;
}
