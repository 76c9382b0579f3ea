import { checkOptions, Linear, Module } from '@rondo/layers-core';
import { maxPool2d, scope, type Tensor } from '@rondo/tensor';
import { ConvUnit } from '../conv-unit.ts';
import { imageDimensions } from '../dimensions.ts';
import { NonLocalBlock2d, type AnyNonLocalBlock } from '../non-local-block.ts';
import type { NonLocalForm } from '../non-local-options.ts';

/** Nothing, or a non-local block of one of four forms. */
export type ImageBlock = 'none' | NonLocalForm;

export interface ImageClassifierOptions {
  /** Default 'embeddedGaussian'. */
  readonly block?: ImageBlock;
  /** Whether the block pools its keys and values (false). */
  readonly subsample?: boolean;
  /** Default 3. */
  readonly channels?: number;
  /** Default 10. */
  readonly classes?: number;
}

/** Channels where the block is. */
const inner = 32;

/**
 * A small classifier of images `[N, C, H, W]` → logits `[N, classes]`: four convolutions with pooling behind the first two, and, between the
 * third and the fourth, one non-local block or none.
 */
export class ImageClassifier extends Module {
  readonly stem: ConvUnit;
  readonly middle: ConvUnit;
  readonly top: ConvUnit;
  readonly block: NonLocalBlock2d | undefined;
  readonly last: ConvUnit;
  readonly classify: Linear;

  constructor(options: ImageClassifierOptions = {}) {
    super();
    checkOptions(this, options, ['block', 'subsample', 'channels', 'classes']);
    const { block = 'embeddedGaussian', subsample = false, channels = 3, classes = 10 } = options;
    this.stem = new ConvUnit(imageDimensions, channels, 16, [3, 3]);
    this.middle = new ConvUnit(imageDimensions, 16, inner, [3, 3]);
    this.top = new ConvUnit(imageDimensions, inner, inner, [3, 3]);
    this.block =
      block === 'none'
        ? undefined
        : new NonLocalBlock2d(inner, { form: block, subsample, std: 1 / Math.sqrt(inner) });
    this.last = new ConvUnit(imageDimensions, inner, 64, [3, 3]);
    this.classify = new Linear(64, classes);
  }

  forward(images: Tensor): Tensor {
    return scope(() => {
      const x = this.blockInput(images);
      const y = this.block ? this.block.forward(x) : x;
      return this.classify.forward(this.last.forward(y).mean([2, 3]));
    });
  }

  /** What the block is given, `[N, 32, H / 4, W / 4]`. */
  blockInput(images: Tensor): Tensor {
    return scope(() => {
      const small = maxPool2d(this.stem.forward(images), 2);
      return this.top.forward(maxPool2d(this.middle.forward(small), 2));
    });
  }

  /** The block, if there is one. */
  nonLocalBlocks(): AnyNonLocalBlock[] {
    return this.block ? [this.block] : [];
  }
}
