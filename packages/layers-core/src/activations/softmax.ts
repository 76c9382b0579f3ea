import { logSoftmax, softmax, type Tensor } from '@rondo/tensor';
import { Module } from '../module.ts';

/** yᵢ = e^xᵢ / Σⱼ e^xⱼ along `axis` (the last one), computed without overflow. */
export class Softmax extends Module {
  readonly axis: number;

  constructor(axis = -1) {
    super();
    this.axis = axis;
  }

  forward(x: Tensor): Tensor {
    return softmax(x, this.axis);
  }
}

/** yᵢ = xᵢ - log Σⱼ e^xⱼ along `axis` (the last one), computed without overflow. */
export class LogSoftmax extends Module {
  readonly axis: number;

  constructor(axis = -1) {
    super();
    this.axis = axis;
  }

  forward(x: Tensor): Tensor {
    return logSoftmax(x, this.axis);
  }
}
