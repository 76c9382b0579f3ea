import { BatchNorm2d, checkOptions, Conv2d, Linear, Module } from '@rondo/layers-core';
import { maxPool2d, relu, scope, type Tensor } from '@rondo/tensor';
import { NonLocalBlock2d } from '../non-local-block.ts';
import type { NonLocalForm } from '../non-local-options.ts';

/** Nothing, or a non-local block of one of four forms. */
export type ImageBlock = 'none' | NonLocalForm;

export interface ImageClassifierOptions {
  /** Default 'embeddedGaussian'. */
  readonly block?: ImageBlock;
  /** Default 3. */
  readonly channels?: number;
  /** Default 10. */
  readonly classes?: number;
}

/** Channels where the block is. */
const inner = 32;

/** Convolution with a kernel of 3, batch normalisation, ReLU. */
class ConvUnit extends Module {
  readonly conv: Conv2d;
  readonly norm: BatchNorm2d;

  constructor(from: number, to: number) {
    super();
    this.conv = new Conv2d(from, to, 3, { padding: 1 });
    this.norm = new BatchNorm2d(to);
  }

  forward(x: Tensor): Tensor {
    return relu(this.norm.forward(this.conv.forward(x)));
  }
}

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
    checkOptions(this, options, ['block', 'channels', 'classes']);
    const { block = 'embeddedGaussian', channels = 3, classes = 10 } = options;
    this.stem = new ConvUnit(channels, 16);
    this.middle = new ConvUnit(16, inner);
    this.top = new ConvUnit(inner, inner);
    this.block =
      block === 'none'
        ? undefined
        : new NonLocalBlock2d(inner, { form: block, std: 1 / Math.sqrt(inner) });
    this.last = new ConvUnit(inner, 64);
    this.classify = new Linear(64, classes);
  }

  forward(images: Tensor): Tensor {
    return scope(() => {
      const small = maxPool2d(this.stem.forward(images), 2);
      const x = this.top.forward(maxPool2d(this.middle.forward(small), 2));
      const y = this.block ? this.block.forward(x) : x;
      return this.classify.forward(this.last.forward(y).mean([2, 3]));
    });
  }
}
