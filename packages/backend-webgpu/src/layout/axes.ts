import type { Operand } from '@rondo/tensor';

/** The same memory with other axes. Operands may be tensors, of which a spread takes nothing along. */
export function viewOf(
  { buffer, dtype, offset }: Operand,
  shape: readonly number[],
  strides: readonly number[],
): Operand {
  return { buffer, dtype, offset, shape, strides };
}

/** Places `start` to `start + length` of one axis. */
export function narrowed(operand: Operand, axis: number, start: number, length: number): Operand {
  const { buffer, dtype, shape, strides, offset } = operand;
  return {
    buffer,
    dtype,
    shape: shape.with(axis, length),
    strides,
    offset: offset + start * strides[axis]!,
  };
}

/** The operand with only some of its axes, at place 0 of the others. */
export function withAxes(operand: Operand, axes: readonly number[]): Operand {
  return viewOf(
    operand,
    axes.map((axis) => operand.shape[axis]!),
    axes.map((axis) => operand.strides[axis]!),
  );
}
