import { imageBatch, type LabelledImages } from '@rondo/data';
import { manualSeed } from '@rondo/tensor';
import { trainLabelled } from '../classification/train-labelled.ts';
import { ClipClassifier, type ClipBlock } from './clip-classifier.ts';
import type { ClipTraining } from './train-clips.ts';

export interface TrainFramesOptions {
  readonly block: ClipBlock;
  readonly subsample?: boolean;
  /** Decides initial weights, order and distortions. Default 0. */
  readonly seed?: number;
  /** Default 12. */
  readonly epochs?: number;
  /** Default 16. */
  readonly batchSize?: number;
  /** The highest of the one cycle. Default 4e-3. */
  readonly learningRate?: number;
  /** λ of AdamW. Default 0.05. */
  readonly weightDecay?: number;
  /** How far clips are moved, at most, while training. Default 2. */
  readonly padding?: number;
  /** Whether they are mirrored. Default true. */
  readonly flip?: boolean;
}

const testBatch = 50;

/**
 * The training of a `ClipClassifier` on clips that exist, such as `readFrameFolders` reads; model and loop are the caller's to dispose.
 * Pixels are from 0 to 1.
 */
export function trainFrames(
  clips: { readonly train: LabelledImages; readonly test: LabelledImages },
  {
    block,
    subsample = false,
    seed = 0,
    epochs = 12,
    batchSize = 16,
    learningRate = 4e-3,
    weightDecay = 0.05,
    padding = 2,
    flip = true,
  }: TrainFramesOptions,
): ClipTraining {
  const { train, test } = clips;
  manualSeed(seed);
  const { channels, classes } = train;
  const model = new ClipClassifier({ block, subsample, channels, classes: classes.length });
  const loop = trainLabelled({
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
  return { model, loop, testClips };
}
