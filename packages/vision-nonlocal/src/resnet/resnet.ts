import { checkOptions, init, Linear, Module, Sequential } from '@rondo/layers-core';
import { checkShapes, RangeFault, scope, type Tensor } from '@rondo/tensor';
import { checkCounts } from '../check-values.ts';
import {
  clipDimensions,
  imageDimensions,
  type AnyBatchNorm,
  type AnyConv,
  type Dimensions,
} from '../dimensions.ts';
import { NonLocalBlock2d, NonLocalBlock3d, type AnyNonLocalBlock } from '../non-local-block.ts';
import type { NonLocalBlockOptions } from '../non-local-options.ts';
import { BasicBlock } from './basic-block.ts';
import { placementOf, stageNames, type NonLocalPlacement } from './placement.ts';

export interface ResNetOptions {
  /** Channels of the input (3). */
  readonly inChannels?: number;
  /** Residual blocks of each stage, res2 first, up to four stages ([2, 2, 2, 2]). */
  readonly blocks?: readonly number[];
  /** Channels of res2 (16); each further stage has twice those of the one before, and half the height and width. */
  readonly width?: number;
  /** Where non-local blocks stand; nowhere unless told otherwise. */
  readonly nonLocal?: NonLocalPlacement;
  /** Of every non-local block. */
  readonly nonLocalBlock?: NonLocalBlockOptions;
}

export interface ResNet3dOptions extends ResNetOptions {
  /** Frames that each convolution sees (1): 1 leaves time to the non-local blocks (C2D), 3 looks at neighbours as well. */
  readonly temporalKernel?: number;
}

interface Kind {
  readonly dimensions: Dimensions;
  readonly nonLocal: (channels: number, options?: NonLocalBlockOptions) => AnyNonLocalBlock;
}

const images: Kind = {
  dimensions: imageDimensions,
  nonLocal: (...sizes) => new NonLocalBlock2d(...sizes),
};

const clips: Kind = {
  dimensions: clipDimensions,
  nonLocal: (...sizes) => new NonLocalBlock3d(...sizes),
};

/** What the networks for images and clips share. */
abstract class ResNet extends Module {
  readonly conv1: AnyConv;
  readonly bn1: AnyBatchNorm;
  readonly layer1: Sequential;
  readonly layer2: Sequential | undefined;
  readonly layer3: Sequential | undefined;
  readonly layer4: Sequential | undefined;
  readonly fc: Linear;
  readonly inChannels: number;
  readonly #axes: readonly string[];

  protected constructor(
    classes: number,
    { dimensions, nonLocal }: Kind,
    temporalKernel: number,
    options: ResNetOptions,
  ) {
    super();
    const { inChannels = 3, blocks = [2, 2, 2, 2], width = 16, nonLocalBlock = {} } = options;
    checkCounts(this, { classes, inChannels, width, temporalKernel });
    if (blocks.length < 1 || blocks.length > stageNames.length || temporalKernel % 2 === 0) {
      throw new RangeFault(
        `${this.toString()}: expected blocks of 1 to 4 stages and an odd temporalKernel, received ${JSON.stringify(blocks)} and ` +
          `${temporalKernel}`,
        { blocks, temporalKernel },
      );
    }
    for (const [i, count] of blocks.entries()) checkCounts(this, { [stageNames[i]!]: count });
    const placement = placementOf(this, options.nonLocal ?? {}, blocks);
    const isClip = dimensions.axes.length === 3;
    const inSpace = (time: number, space: number): number[] =>
      isClip ? [time, space, space] : [space, space];
    const kernelSize = inSpace(temporalKernel, 3);
    this.#axes = dimensions.axes;
    this.inChannels = inChannels;

    this.conv1 = dimensions.conv(inChannels, width, kernelSize, { padding: 'same', bias: false });
    this.bn1 = dimensions.batchNorm(width);
    const stage = (i: number): Sequential | undefined => {
      if (i >= blocks.length) return undefined;
      const outChannels = width * 2 ** i;
      return new Sequential(
        ...Array.from({ length: blocks[i]! }, (_, at) => {
          const isFirst = at === 0 && i > 0;
          const sizes = {
            inChannels: isFirst ? outChannels / 2 : outChannels,
            outChannels,
            stride: inSpace(1, isFirst ? 2 : 1),
            kernelSize,
          };
          const behind = placement[i]!.has(at) ? nonLocal(outChannels, nonLocalBlock) : undefined;
          return new BasicBlock(dimensions, sizes, behind);
        }),
      );
    };
    this.layer1 = stage(0)!;
    this.layer2 = stage(1);
    this.layer3 = stage(2);
    this.layer4 = stage(3);
    this.fc = new Linear(width * 2 ** (blocks.length - 1), classes);
    this.#initialise();
  }

  /**
   * Logits of the classes: x `[N, inChannels, ..]` → `[N, classes]`.
   * @throws ShapeError when x has other axes or channels.
   */
  forward(x: Tensor): Tensor {
    return scope(() => this.fc.forward(this.features(x).flatten(2).mean(-1)));
  }

  /** What the last stage gives, `[N, C, ..]`, before the mean over all positions. */
  features(x: Tensor): Tensor {
    return scope(() => this.#units().reduce((y, unit) => unit.forward(y), this.#first(x)));
  }

  /**
   * What the first non-local block is given, `[N, C, ..]`.
   * @throws RangeFault where there is no such block.
   */
  blockInput(x: Tensor): Tensor {
    const units = this.#units();
    const at = units.findIndex((unit) => unit.nonLocal);
    if (at < 0) throw new RangeFault(`${this.toString()}: there is no non-local block`, {});
    return scope(() => {
      const y = units.slice(0, at).reduce((z, unit) => unit.forward(z), this.#first(x));
      return units[at]!.residual(y);
    });
  }

  #first(x: Tensor): Tensor {
    const { inChannels } = this;
    checkShapes(this, { x: [x, ['N', 'inChannels', ...this.#axes]] }, { inChannels });
    return scope(() => this.bn1.forward(this.conv1.forward(x)).relu());
  }

  /** The residual blocks, in their order. */
  #units(): BasicBlock[] {
    return this.modules().filter((module) => module instanceof BasicBlock);
  }

  /** The non-local blocks, in their order. */
  nonLocalBlocks(): AnyNonLocalBlock[] {
    return this.#units().flatMap(({ nonLocal }) => nonLocal ?? []);
  }

  /** He's normal weights for the convolutions that ReLU follows; non-local blocks have their own. */
  #initialise(): void {
    const inNonLocal = new Set(this.nonLocalBlocks().flatMap((block) => block.parameters()));
    for (const parameter of this.parameters()) {
      if (parameter.rank < 3 || inNonLocal.has(parameter)) continue;
      init.kaimingNormal(parameter, { mode: 'fanOut' });
    }
  }
}

const optionNames = ['inChannels', 'blocks', 'width', 'nonLocal', 'nonLocalBlock'] as const;

/**
 * A small residual network for images with non-local blocks where they are wanted: a convolution of 3 x 3, up to four stages of
 * `BasicBlock`, the mean over all positions, a linear layer. x `[N, inChannels, H, W]` → `[N, classes]`.
 *
 * Source: He et al. 2016; the places of non-local blocks: Wang, Girshick, Gupta & He 2018, section 4.
 */
export class ResNet2d extends ResNet {
  /** @throws RangeFault for sizes and options out of range. */
  constructor(classes: number, options: ResNetOptions = {}) {
    checkOptions('ResNet2d', options, optionNames);
    super(classes, images, 1, options);
  }
}

/** As `ResNet2d`, for clips: x `[N, inChannels, T, H, W]` → `[N, classes]`; all frames stay to the end. */
export class ResNet3d extends ResNet {
  /** @throws RangeFault for sizes and options out of range. */
  constructor(classes: number, options: ResNet3dOptions = {}) {
    checkOptions('ResNet3d', options, [...optionNames, 'temporalKernel']);
    const { temporalKernel = 1, ...others } = options;
    super(classes, clips, temporalKernel, others);
  }
}
