import { imageBatch, type LabelledImages } from '@rondo/data';
import { checkOptions } from '@rondo/layers-core';
import { manualSeed } from '@rondo/tensor';
import { labelledOptionNames, type LabelledOptions } from '../classification/labelled-options.ts';
import { requireClasses, trainLabelled } from '../classification/train-labelled.ts';
import { resumable } from '../classification/classifier-checkpoint.ts';
import { clipNetwork, type ClipNetwork } from '../trained/networks.ts';
import type { ClipBlock } from './clip-classifier.ts';
import type { ClipTraining } from './train-clips.ts';

export interface TrainFramesOptions extends LabelledOptions {
  readonly block: ClipBlock;
}

const testBatch = 50;

/**
 * The training of a `ClipClassifier` or a `ResNet3d` on clips that exist, such as `readFrameFolders` reads; model and loop are the caller's to dispose.
 * Pixels are from 0 to 1.
 * @throws DataError for fewer than two classes.
 */
export function trainFrames(
  clips: { readonly train: LabelledImages; readonly test: LabelledImages },
  options: TrainFramesOptions,
): ClipTraining<ClipNetwork> {
  checkOptions('trainFrames', options, labelledOptionNames);
  const { block, network = 'plain', subsample = false } = options;
  const { seed = 0, epochs = 12, batchSize = 16 } = options;
  const { learningRate = 4e-3, weightDecay = 0.05, padding = 2, flip = true } = options;
  const { train, test } = clips;
  requireClasses(train.classes, 'trainFrames');
  manualSeed(seed);
  const { channels, frames, height, width, classes } = train;
  const settings = { network, block, subsample, channels, classes: classes.length };
  const model = clipNetwork(settings);
  const training = trainLabelled({
    model,
    images: clips,
    batchSize,
    testBatch,
    padding,
    flip,
    epochs,
    learningRate,
    weightDecay,
    seed,
  });
  const testClips = (count: number) => {
    const numbers = Array.from({ length: Math.min(count, test.count) }, (_, n) => n);
    return imageBatch(test, numbers);
  };
  const sizes = { channels, frames, height, width };
  return {
    model,
    loop: training.loop,
    testClips,
    trained: { model, settings, classes, sizes },
    ...resumable(training, options),
  };
}
