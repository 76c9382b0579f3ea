import { dropout, RangeFault, type Tensor } from '@rondo/tensor';
import { Module } from './module.ts';

/**
 * While training, sets elements to 0 with probability p and scales the others by 1 / (1 - p); else leaves x as it is.
 *
 * Source: Srivastava et al. 2014.
 */
export class Dropout extends Module {
  readonly p: number;

  /** @throws RangeFault unless 0 ≤ p ≤ 1. */
  constructor(p = 0.5) {
    super();
    if (!(p >= 0 && p <= 1)) {
      throw new RangeFault(
        `${this.toString()}: the probability must be from 0 to 1, received ${p}`,
        { p },
      );
    }
    this.p = p;
  }

  forward(x: Tensor): Tensor {
    return this.training ? dropout(x, this.p) : x;
  }
}
