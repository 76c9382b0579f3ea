import { Parameter } from '@rondo/autograd';
import {
  checkShapes,
  elementCount,
  layerNorm,
  ones,
  RangeFault,
  scope,
  zeros,
  type Tensor,
} from '@rondo/tensor';
import { checkOptions } from './check-options.ts';
import { checkSizes } from './check-sizes.ts';
import { Module } from './module.ts';

export interface GroupNormOptions {
  /** Added to the variance, inside the root (1e-5). */
  readonly eps?: number;
  /** Whether to learn a factor and a bias for each channel (true). */
  readonly affine?: boolean;
  /** Whether to learn a bias besides the factor (true). */
  readonly bias?: boolean;
}

/**
 * y = (x - mean) / √(variance + eps) · weight_c + bias_c, with mean and biased variance over all places of the C / groups channels of
 * a group, in each example apart.
 *
 * x `[N, C, ..]` → the same shape. Weight starts as 1, bias as 0. Source: Wu & He 2018, equations 1 to 7.
 */
export class GroupNorm extends Module {
  readonly numGroups: number;
  readonly numChannels: number;
  readonly eps: number;
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;

  /** @throws RangeFault unless the groups divide the channels, all whole numbers. */
  constructor(numGroups: number, numChannels: number, options: GroupNormOptions = {}) {
    super();
    checkOptions(this, options, ['eps', 'affine', 'bias']);
    checkSizes(this, { numChannels });
    checkSizes(this, { numGroups }, 1);
    const { eps = 1e-5, affine = true, bias = true } = options;
    if (numChannels % numGroups !== 0) {
      throw new RangeFault(
        `${this.toString()}: expected numGroups to divide numChannels = ${numChannels}, received ${numGroups}`,
        { numGroups, numChannels },
      );
    }
    this.numGroups = numGroups;
    this.numChannels = numChannels;
    this.eps = eps;
    this.weight = affine ? new Parameter(ones([numChannels])) : undefined;
    this.bias = affine && bias ? new Parameter(zeros([numChannels])) : undefined;
  }

  /** @throws ShapeError unless the second axis of x has `numChannels`. */
  forward(x: Tensor): Tensor {
    const { numGroups, numChannels, eps, weight, bias } = this;
    const places = x.shape.slice(2);
    const rule = ['N', 'numChannels', ...places.map((_, axis) => `L${axis + 1}`)];
    const { N } = checkShapes(this, { x: [x, rule] }, { numChannels });
    const size = (numChannels / numGroups) * elementCount(places);
    const perChannel = (values: Tensor): Tensor =>
      values.reshape([numChannels, ...places.map(() => 1)]);
    return scope(() => {
      const groups = x.reshape([N!, numGroups, size]);
      const normal = layerNorm(groups, [size], { eps }).reshape(x.shape);
      const scaled = weight ? normal.mul(perChannel(weight)) : normal;
      return bias ? scaled.add(perChannel(bias)) : scaled;
    });
  }
}
