import { channelStatistics, type LabelledImages } from '@rondo/data';
import { checkOptions } from '@rondo/layers-core';
import { manualSeed } from '@rondo/tensor';
import type { ClassifierLoop } from '../classification/train-classifier.ts';
import { labelledOptionNames, type LabelledOptions } from '../classification/labelled-options.ts';
import { requireClasses, trainLabelled } from '../classification/train-labelled.ts';
import { resumable, type Resumable } from '../classification/classifier-checkpoint.ts';
import { imageNetwork, type ImageNetwork } from '../trained/networks.ts';
import type { TrainedClassifier } from '../trained/trained-classifier.ts';
import type { ImageBlock } from './image-classifier.ts';

export interface TrainImagesOptions extends LabelledOptions {
  readonly block: ImageBlock;
}

const testBatch = 100;

/** A training of images that has not begun. */
export interface ImageTraining extends Resumable {
  readonly model: ImageNetwork;
  readonly loop: ClassifierLoop<ImageNetwork>;
  /** For `saveTrained`. */
  readonly trained: TrainedClassifier<ImageNetwork>;
}

/**
 * The training of an `ImageClassifier` or a `ResNet2d`, with random crops and mirrored images; model and loop are the caller's to dispose.
 * @throws DataError for fewer than two classes.
 */
export function trainImages(
  images: { readonly train: LabelledImages; readonly test: LabelledImages },
  options: TrainImagesOptions,
): ImageTraining {
  checkOptions('trainImages', options, labelledOptionNames);
  const { block, network = 'plain', subsample = false } = options;
  const { seed = 0, epochs = 10, batchSize = 64, learningRate = 0.01 } = options;
  const { weightDecay = 0.05, padding = 4, flip = true } = options;
  const { train } = images;
  requireClasses(train.classes, 'trainImages');
  manualSeed(seed);
  const { channels, height, width, classes } = train;
  const settings = { network, block, subsample, channels, classes: classes.length };
  const model = imageNetwork(settings);
  const normalize = channelStatistics(train);
  const training = trainLabelled({
    model,
    images,
    batchSize,
    testBatch,
    normalize,
    padding,
    flip,
    epochs,
    learningRate,
    weightDecay,
    seed,
  });
  const sizes = { channels, height, width };
  return {
    model,
    loop: training.loop,
    trained: { model, settings, classes, sizes, normalize },
    ...resumable(training, options),
  };
}
