import { Module } from '@rondo/layers-core';
import { relu, type Tensor } from '@rondo/tensor';
import type { AnyBatchNorm, AnyConv, Dimensions } from './dimensions.ts';

/** Convolution that keeps the sizes of odd kernels, batch normalisation, ReLU: x `[N, from, ..]` → `[N, to, ..]`. */
export class ConvUnit extends Module {
  readonly conv: AnyConv;
  readonly norm: AnyBatchNorm;

  constructor(
    { conv, batchNorm }: Dimensions,
    from: number,
    to: number,
    kernel: readonly number[],
  ) {
    super();
    this.conv = conv(from, to, kernel, { padding: kernel.map((size) => (size - 1) / 2) });
    this.norm = batchNorm(to);
  }

  forward(x: Tensor): Tensor {
    return relu(this.norm.forward(this.conv.forward(x)));
  }
}
