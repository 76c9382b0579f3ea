import type { NetworkName } from '../trained/networks.ts';

/** Options of a training on images or on clips that exist; where defaults differ, that of images stands first. */
export interface LabelledOptions {
  /** Default 'plain', an `ImageClassifier` or `ClipClassifier`; 'resnet' is a `ResNet2d` or `ResNet3d`. */
  readonly network?: NetworkName;
  /** Whether the block pools its keys and values. Default false. */
  readonly subsample?: boolean;
  /** Decides initial weights, order and distortions. Default 0. */
  readonly seed?: number;
  /** Default 10, and 12. */
  readonly epochs?: number;
  /** Default 64, and 16. */
  readonly batchSize?: number;
  /** The highest of the one cycle. Default 0.01, and 0.004. */
  readonly learningRate?: number;
  /** λ of AdamW. Default 0.05. */
  readonly weightDecay?: number;
  /** How many pixels they are moved, at most, while training. Default 4, and 2. */
  readonly padding?: number;
  /** Whether they are mirrored. Default true. */
  readonly flip?: boolean;
}

export const labelledOptionNames: readonly (keyof LabelledOptions | 'block')[] = [
  'block',
  'network',
  'subsample',
  'seed',
  'epochs',
  'batchSize',
  'learningRate',
  'weightDecay',
  'padding',
  'flip',
];
