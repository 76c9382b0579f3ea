import { checkChoice } from '../check-values.ts';
import type { Classifier } from '../classification/classify.ts';
import { ClipClassifier, type ClipBlock } from '../clips/clip-classifier.ts';
import { ImageClassifier, type ImageBlock } from '../images/image-classifier.ts';
import type { AnyNonLocalBlock } from '../non-local-block.ts';
import type { NonLocalForm } from '../non-local-options.ts';
import { ResNet2d, ResNet3d, type ResNetOptions } from '../resnet/resnet.ts';
import type { Tensor } from '@rondo/tensor';

/** A classifier whose non-local blocks can be looked into. */
export interface MappedClassifier extends Classifier {
  nonLocalBlocks(): AnyNonLocalBlock[];
  /** What the first of them is given. */
  blockInput(x: Tensor): Tensor;
}

/**
 * A few convolutions, or a residual network of three stages of two blocks, with the non-local block in res4, as in the paper; 'temporal' is
 * there a kernel of 3 frames in every convolution.
 */
export type NetworkName = 'plain' | 'resnet';

export const networkNames: readonly NetworkName[] = ['plain', 'resnet'];

/** What it takes to make the network of a training. */
export interface NetworkSettings<Block extends ClipBlock = ClipBlock> {
  readonly network: NetworkName;
  readonly block: Block;
  /** Whether the block pools its keys and values. */
  readonly subsample: boolean;
  readonly channels: number;
  /** How many. */
  readonly classes: number;
}

export type ImageNetwork = ImageClassifier | ResNet2d;
export type ClipNetwork = ClipClassifier | ResNet3d;

const width = 16;
/** Channels of res4, where the non-local block is. */
const inner = 4 * width;

export function imageNetwork(settings: NetworkSettings<ImageBlock>): ImageNetwork {
  checkChoice('trainImages', 'network', settings.network, networkNames);
  const { network, block, subsample, channels, classes } = settings;
  if (network === 'plain') return new ImageClassifier({ block, subsample, channels, classes });
  return new ResNet2d(classes, {
    ...residual(settings),
    ...(block !== 'none' && withBlock(block, subsample)),
  });
}

export function clipNetwork(settings: NetworkSettings): ClipNetwork {
  checkChoice('trainFrames', 'network', settings.network, networkNames);
  const { network, block, subsample, channels, classes } = settings;
  if (network === 'plain') return new ClipClassifier({ block, subsample, channels, classes });
  return new ResNet3d(classes, {
    ...residual(settings),
    temporalKernel: block === 'temporal' ? 3 : 1,
    ...(block !== 'none' && block !== 'temporal' && withBlock(block, subsample)),
  });
}

function residual({ channels }: NetworkSettings): ResNetOptions {
  return { inChannels: channels, blocks: [2, 2, 2], width };
}

function withBlock(form: NonLocalForm, subsample: boolean): ResNetOptions {
  return { nonLocal: 1, nonLocalBlock: { form, subsample, std: 1 / Math.sqrt(inner) } };
}
