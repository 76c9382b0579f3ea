import { normalizeAxis, scope, ShapeError, type Tensor } from '@rondo/tensor';
import { Module } from '../module.ts';

/** y = a · σ(b), a and b the two halves of x along `axis` (the last one). Source: Dauphin et al. 2017. */
export class GLU extends Module {
  readonly axis: number;

  constructor(axis = -1) {
    super();
    this.axis = axis;
  }

  /** @throws ShapeError when the axis has an odd size. */
  forward(x: Tensor): Tensor {
    const axis = normalizeAxis('GLU', this.axis, x.rank);
    const size = x.shape[axis]!;
    if (size % 2 !== 0) {
      throw new ShapeError(
        `${this.toString()}: expected an even size along axis ${axis} to halve, received x [${x.shape.join(', ')}]`,
        { x: x.shape, axis },
      );
    }
    return scope(() =>
      x.narrow(axis, 0, size / 2).mul(x.narrow(axis, size / 2, size / 2).sigmoid()),
    );
  }
}
