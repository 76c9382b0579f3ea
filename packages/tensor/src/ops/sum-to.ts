import { scope } from '../scope.ts';
import { sameShape, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/** Sums a gradient over the axes along which its operand, of shape `shape`, was broadcast. */
export function sumTo(g: Tensor, shape: Shape): Tensor {
  if (sameShape(g.shape, shape)) return g;
  const lead = g.shape.length - shape.length;
  const axes = g.shape.flatMap((size, axis) =>
    axis < lead || shape[axis - lead] !== size ? [axis] : [],
  );
  return scope(() => g.sum(axes, { keepDim: true }).reshape(shape));
}
