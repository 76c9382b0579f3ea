import { Module } from '@rondo/layers-core';
import { scope, type Tensor } from '@rondo/tensor';
import type { AnyBatchNorm, AnyConv, Dimensions } from '../dimensions.ts';
import type { AnyNonLocalBlock } from '../non-local-block.ts';

export interface BasicBlockSizes {
  readonly inChannels: number;
  readonly outChannels: number;
  /** Steps along each axis. */
  readonly stride: readonly number[];
  /** Of both convolutions, along each axis. */
  readonly kernelSize: readonly number[];
}

/** The convolution and the norm of a shortcut between different shapes. */
class Downsample extends Module {
  static override readonly torchNames = { conv: '0', bn: '1' };

  readonly conv: AnyConv;
  readonly bn: AnyBatchNorm;

  constructor(dimensions: Dimensions, { inChannels, outChannels, stride }: BasicBlockSizes) {
    super();
    this.conv = dimensions.conv(inChannels, outChannels, 1, { stride, bias: false });
    this.bn = dimensions.batchNorm(outChannels);
  }

  forward(x: Tensor): Tensor {
    return this.bn.forward(this.conv.forward(x));
  }
}

/**
 * y = ReLU(bn2(conv2(ReLU(bn1(conv1(x))))) + shortcut(x)), and behind it a non-local block, if there is one.
 *
 * x `[N, in, ..]` → `[N, out, ..]`, each axis divided by its stride. Names as in torchvision, and `non_local`. Source: He et al. 2016.
 */
export class BasicBlock extends Module {
  static override readonly torchNames = { nonLocal: 'non_local' };

  readonly conv1: AnyConv;
  readonly bn1: AnyBatchNorm;
  readonly conv2: AnyConv;
  readonly bn2: AnyBatchNorm;
  readonly downsample: Downsample | undefined;
  readonly nonLocal: AnyNonLocalBlock | undefined;

  constructor(dimensions: Dimensions, sizes: BasicBlockSizes, nonLocal?: AnyNonLocalBlock) {
    super();
    const { inChannels, outChannels, stride, kernelSize } = sizes;
    const padding = kernelSize.map((size): readonly [number, number] => [
      Math.floor(size / 2),
      Math.floor(size / 2),
    ]);
    const options = { padding, bias: false };
    this.conv1 = dimensions.conv(inChannels, outChannels, kernelSize, { ...options, stride });
    this.bn1 = dimensions.batchNorm(outChannels);
    this.conv2 = dimensions.conv(outChannels, outChannels, kernelSize, options);
    this.bn2 = dimensions.batchNorm(outChannels);
    const isSame = inChannels === outChannels && stride.every((step) => step === 1);
    this.downsample = isSame ? undefined : new Downsample(dimensions, sizes);
    this.nonLocal = nonLocal;
  }

  forward(x: Tensor): Tensor {
    return scope(() => {
      const y = this.residual(x);
      return this.nonLocal ? this.nonLocal.forward(y) : y;
    });
  }

  /** What the non-local block is given. */
  residual(x: Tensor): Tensor {
    return scope(() => {
      const inner = this.bn1.forward(this.conv1.forward(x)).relu();
      const outer = this.bn2.forward(this.conv2.forward(inner));
      return outer.add(this.downsample ? this.downsample.forward(x) : x).relu();
    });
  }
}
