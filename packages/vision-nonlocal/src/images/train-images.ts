import { channelStatistics, type LabelledImages } from '@rondo/data';
import { manualSeed } from '@rondo/tensor';
import type { ClassifierLoop } from '../classification/train-classifier.ts';
import { trainLabelled } from '../classification/train-labelled.ts';
import { ImageClassifier, type ImageBlock } from './image-classifier.ts';

export interface TrainImagesOptions {
  readonly block: ImageBlock;
  /** Decides initial weights, order and distortions. Default 0. */
  readonly seed?: number;
  /** Default 10. */
  readonly epochs?: number;
  /** Default 64. */
  readonly batchSize?: number;
  /** The highest of the one cycle. Default 0.01. */
  readonly learningRate?: number;
  /** λ of AdamW. Default 0.05. */
  readonly weightDecay?: number;
  /** How far images are moved, at most, while training. Default 4. */
  readonly padding?: number;
  /** Whether they are mirrored. Default true. */
  readonly flip?: boolean;
}

const testBatch = 100;

/** The training of an `ImageClassifier`, with random crops and mirrored images; model and loop are the caller's to dispose. */
export function trainImages(
  images: { readonly train: LabelledImages; readonly test: LabelledImages },
  {
    block,
    seed = 0,
    epochs = 10,
    batchSize = 64,
    learningRate = 0.01,
    weightDecay = 0.05,
    padding = 4,
    flip = true,
  }: TrainImagesOptions,
): { readonly model: ImageClassifier; readonly loop: ClassifierLoop<ImageClassifier> } {
  const { train } = images;
  manualSeed(seed);
  const model = new ImageClassifier({
    block,
    channels: train.channels,
    classes: train.classes.length,
  });
  const loop = trainLabelled({
    model,
    images,
    batchSize,
    testBatch,
    normalize: channelStatistics(train),
    padding,
    flip,
    epochs,
    learningRate,
    weightDecay,
    seed,
  });
  return { model, loop };
}
