import { checkOptions, Linear, Module } from '@rondo/layers-core';
import { maxPool3d, scope, type Tensor } from '@rondo/tensor';
import { ConvUnit } from '../conv-unit.ts';
import { clipDimensions } from '../dimensions.ts';
import { NonLocalBlock3d, type AnyNonLocalBlock } from '../non-local-block.ts';
import type { NonLocalForm } from '../non-local-options.ts';

/** What relates the frames of a clip: nothing, two temporal convolutions, or a non-local block of one of four forms. */
export type ClipBlock = 'none' | 'temporal' | NonLocalForm;

export const clipBlocks: readonly ClipBlock[] = [
  'none',
  'temporal',
  'embeddedGaussian',
  'gaussian',
  'dotProduct',
  'concatenation',
];

export interface ClipClassifierOptions {
  /** Default 'embeddedGaussian'. */
  readonly block?: ClipBlock;
  /** Whether the block pools its keys and values (false). */
  readonly subsample?: boolean;
  /** Default 3. */
  readonly channels?: number;
  /** Default 10. */
  readonly classes?: number;
}

/** Channels where the block is. */
const inner = 32;

/** x + a convolution along time, twice: what a local network would use in place of a non-local block. */
class TemporalUnits extends Module {
  readonly units: readonly ConvUnit[];

  constructor(channels: number) {
    super();
    this.units = [1, 2].map(() => new ConvUnit(clipDimensions, channels, channels, [3, 1, 1]));
  }

  forward(x: Tensor): Tensor {
    return this.units.reduce((y, unit) => y.add(unit.forward(y)), x);
  }
}

/**
 * A small classifier of clips `[N, C, T, H, W]` → logits `[N, classes]` that is blind to time but for its block: convolutions of single
 * frames with pooling between them, the block, a convolution of single positions, the mean over all of them, and a linear layer.
 */
export class ClipClassifier extends Module {
  readonly stem: ConvUnit;
  readonly middle: ConvUnit;
  readonly top: ConvUnit;
  readonly block: NonLocalBlock3d | TemporalUnits | undefined;
  readonly mix: ConvUnit;
  readonly classify: Linear;

  constructor(options: ClipClassifierOptions = {}) {
    super();
    checkOptions(this, options, ['block', 'subsample', 'channels', 'classes']);
    const { block = 'embeddedGaussian', subsample = false, channels = 3, classes = 10 } = options;
    this.stem = new ConvUnit(clipDimensions, channels, 16, [1, 3, 3]);
    this.middle = new ConvUnit(clipDimensions, 16, inner, [1, 3, 3]);
    this.top = new ConvUnit(clipDimensions, inner, inner, [1, 3, 3]);
    this.block =
      block === 'none'
        ? undefined
        : block === 'temporal'
          ? new TemporalUnits(inner)
          : new NonLocalBlock3d(inner, { form: block, subsample, std: 1 / Math.sqrt(inner) });
    this.mix = new ConvUnit(clipDimensions, inner, 64, [1, 1, 1]);
    this.classify = new Linear(64, classes);
  }

  forward(clips: Tensor): Tensor {
    return scope(() => {
      const x = this.features(clips);
      const y = this.block ? this.block.forward(x) : x;
      return this.classify.forward(this.mix.forward(y).mean([2, 3, 4]));
    });
  }

  /** What the block is given: the features. */
  blockInput(clips: Tensor): Tensor {
    return this.features(clips);
  }

  /** The block, if it is a non-local one. */
  nonLocalBlocks(): AnyNonLocalBlock[] {
    const { block } = this;
    return block && 'similarityMaps' in block ? [block] : [];
  }

  /** What the block sees, `[N, 32, T, H / 4, W / 4]`. */
  features(clips: Tensor): Tensor {
    return scope(() => {
      const small = maxPool3d(this.stem.forward(clips), [1, 2, 2]);
      return this.top.forward(maxPool3d(this.middle.forward(small), [1, 2, 2]));
    });
  }
}
