import type { Operand } from '../backend.ts';
import type { View } from '../op.ts';
import { sameShape, type Shape } from '../shape.ts';

/** The same memory seen through another window. */
export function withView(operand: Operand, view: View): Operand {
  const { buffer, dtype } = operand;
  return { buffer, dtype, ...view };
}

/** Strides that repeat an operand to a shape it broadcasts to: 0 along every axis that is repeated. */
export function broadcastStrides(
  from: Shape,
  strides: readonly number[],
  shape: Shape,
): readonly number[] {
  const lead = shape.length - from.length;
  return shape.map((size, axis) =>
    axis < lead || from[axis - lead] !== size ? 0 : strides[axis - lead]!,
  );
}

/** An operand repeated to a shape it broadcasts to. */
export function broadcastOperand(operand: Operand, shape: Shape): Operand {
  if (sameShape(operand.shape, shape)) return operand;
  const { offset } = operand;
  return withView(operand, {
    shape,
    strides: broadcastStrides(operand.shape, operand.strides, shape),
    offset,
  });
}

/** An operand with another shape of as many elements; it must be row-major. */
export function reshapedOperand(
  operand: Operand,
  shape: Shape,
  strides: readonly number[],
): Operand {
  return withView(operand, { shape, strides, offset: operand.offset });
}

/** The part of an operand from `start`, `length` long, along one axis. */
export function narrowedOperand(
  operand: Operand,
  axis: number,
  start: number,
  length: number,
): Operand {
  return withView(operand, {
    shape: operand.shape.with(axis, length),
    strides: operand.strides,
    offset: operand.offset + start * operand.strides[axis]!,
  });
}
