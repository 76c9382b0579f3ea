import { applyView } from '../apply.ts';
import { ShapeError } from '../errors.ts';
import type { ViewOp } from '../op.ts';
import { formatShape, sameShape, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { broadcastStrides } from './operand.ts';
import { sumTo } from './sum-to.ts';

export const expandOp: ViewOp<{ readonly shape: Shape }> = {
  name: 'expand',
  view: (x, { shape }) => ({
    shape,
    strides: broadcastStrides(x.shape, x.strides, shape),
    offset: x.offset,
  }),
  vjp: ({ inputs: [x] }, g) => [() => sumTo(g, x.shape)],
};

/**
 * Repeats axes of size 1 (and new leading axes) without copying; -1 keeps a size. A view.
 * @throws ShapeError when the shape does not broadcast so.
 */
export function expand(x: Tensor, to: Shape): Tensor {
  const lead = to.length - x.shape.length;
  const shape = to.map((size, axis) => (size === -1 ? (x.shape[axis - lead] ?? -1) : size));
  const fits =
    lead >= 0 &&
    shape.every((size, axis) => {
      const own = axis < lead ? 1 : x.shape[axis - lead]!;
      return Number.isInteger(size) && size >= 0 && (own === size || own === 1);
    });
  if (!fits) {
    throw new ShapeError(
      `expand: ${formatShape(x.shape)} does not expand to ${formatShape(to)}; only axes of size 1 and new leading axes can grow`,
      { from: x.shape, to },
    );
  }
  return sameShape(shape, x.shape) ? x : applyView(expandOp, x, { shape });
}
