import { Parameter } from '@rondo/autograd';
import {
  checkShapes,
  conv1d,
  conv2d,
  conv3d,
  elementCount,
  paddingPairs,
  RangeFault,
  scope,
  type ConvOptions,
  type ConvPadding,
  type PaddingPair,
  type Tensor,
} from '@rondo/tensor';
import { checkOptions } from './check-options.ts';
import { checkSizes } from './check-sizes.ts';
import { uniform } from './init/random.ts';
import { Module } from './module.ts';
import { padAround, type PaddingMode } from './padding-mode.ts';

/** One number for all axes, or one for each. */
type PerAxis = number | readonly number[];

export interface ConvLayerOptions {
  /** Steps from one place of the output to the next (1). */
  readonly stride?: PerAxis;
  /** What is added around each axis (0): numbers, pairs `[before, after]`, 'same' (needs stride 1) or 'valid'. */
  readonly padding?: ConvPadding;
  /** Distance between the elements of the kernel (1). */
  readonly dilation?: PerAxis;
  /** Blocks of channels that are convolved apart (1); as many as channels for a depthwise convolution. */
  readonly groups?: number;
  /** Whether to add a bias (true). */
  readonly bias?: boolean;
  /** What the padding holds ('zeros'). */
  readonly paddingMode?: PaddingMode;
}

/** What the three layers share; each says which op it is and what its axes are called. */
abstract class Conv extends Module {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly PaddingPair[];
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly paddingMode: PaddingMode;
  /** `[out, in / groups, ..kernel]` */
  readonly weight: Parameter;
  /** `[out]` */
  readonly bias: Parameter | undefined;

  /** @throws RangeFault for sizes and options out of range, and unless the groups divide the channels. */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: PerAxis,
    options: ConvLayerOptions = {},
  ) {
    super();
    checkOptions(this, options, ['stride', 'padding', 'dilation', 'groups', 'bias', 'paddingMode']);
    checkSizes(this, { inChannels, outChannels });
    const { groups = 1, bias = true, paddingMode = 'zeros' } = options;
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = this.#perAxis('kernelSize', kernelSize);
    this.stride = this.#perAxis('stride', options.stride ?? 1);
    this.dilation = this.#perAxis('dilation', options.dilation ?? 1);
    const { stride, dilation } = this;
    this.padding = paddingPairs(this.toString(), options.padding ?? 0, {
      kernel: this.kernelSize,
      stride,
      dilation,
    });
    if (!isCount(groups) || inChannels % groups !== 0 || outChannels % groups !== 0) {
      throw new RangeFault(
        `${this.toString()}: expected groups to divide inChannels = ${inChannels} and outChannels = ${outChannels}, received ${groups}`,
        { groups, inChannels, outChannels },
      );
    }
    this.groups = groups;
    this.paddingMode = paddingMode;
    const shape = [outChannels, inChannels / groups, ...this.kernelSize];
    const fanIn = elementCount(shape.slice(1));
    const bound = fanIn === 0 ? 0 : 1 / Math.sqrt(fanIn);
    this.weight = new Parameter(uniform(shape, -bound, bound));
    this.bias = bias ? new Parameter(uniform([outChannels], -bound, bound)) : undefined;
  }

  /** The names of the axes that the kernel moves along. */
  protected abstract get axes(): readonly string[];

  protected abstract convolve(x: Tensor, weight: Tensor, options: ConvOptions): Tensor;

  /** @throws ShapeError when x does not have its axes and channels, or is smaller than the kernel with all padding. */
  forward(x: Tensor): Tensor {
    const { inChannels, stride, dilation, groups, paddingMode, weight, bias } = this;
    checkShapes(this, { x: [x, ['N', 'inChannels', ...this.axes]] }, { inChannels });
    return scope(() => {
      const isZeros = paddingMode === 'zeros';
      const padded = isZeros ? x : padAround(this, x, this.padding, paddingMode);
      const padding = isZeros ? this.padding : 0;
      return this.convolve(padded, weight, { bias, stride, padding, dilation, groups });
    });
  }

  #perAxis(name: string, given: PerAxis): readonly number[] {
    const { length } = this.axes;
    const values = Array.isArray(given)
      ? (given as readonly number[])
      : this.axes.map(() => given as number);
    if (values.length === length && values.every(isCount)) return values;
    throw new RangeFault(
      `${this.toString()}: expected ${name} as a whole number of 1 or more, or one for each of ${length} axes, received ` +
        JSON.stringify(given),
      { [name]: given },
    );
  }
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}

/**
 * Cross-correlation along one axis: y[n, o, i] = bias[o] + Σ_c Σ_k weight[o, c, k] · x[n, c, i · stride + k · dilation - padding].
 *
 * x `[N, in, L]` → `[N, out, ⌊(L + 2 · padding - dilation · (K - 1) - 1) / stride⌋ + 1]`; weight `[out, in / groups, K]`.
 * Weight and bias start from U(-1/√fan, 1/√fan) with fan = in / groups · K. Source: LeCun et al. 1989.
 */
export class Conv1d extends Conv {
  protected override get axes(): readonly string[] {
    return ['L'];
  }

  protected override convolve(x: Tensor, weight: Tensor, options: ConvOptions): Tensor {
    return conv1d(x, weight, options);
  }
}

/** As `Conv1d`, along two axes: x `[N, in, H, W]` → `[N, out, H', W']`; weight `[out, in / groups, KH, KW]`. */
export class Conv2d extends Conv {
  protected override get axes(): readonly string[] {
    return ['H', 'W'];
  }

  protected override convolve(x: Tensor, weight: Tensor, options: ConvOptions): Tensor {
    return conv2d(x, weight, options);
  }
}

/** As `Conv1d`, along three axes: x `[N, in, D, H, W]` → `[N, out, D', H', W']`; weight `[out, in / groups, KD, KH, KW]`. */
export class Conv3d extends Conv {
  protected override get axes(): readonly string[] {
    return ['D', 'H', 'W'];
  }

  protected override convolve(x: Tensor, weight: Tensor, options: ConvOptions): Tensor {
    return conv3d(x, weight, options);
  }
}
