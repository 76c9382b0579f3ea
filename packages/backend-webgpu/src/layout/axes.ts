import type { Operand } from '@rondo/tensor';

/** The operand with only some of its axes, at place 0 of the others. */
export function withAxes(operand: Operand, axes: readonly number[]): Operand {
  const { buffer, dtype, shape, strides, offset } = operand;
  return {
    buffer,
    dtype,
    offset,
    shape: axes.map((axis) => shape[axis]!),
    strides: axes.map((axis) => strides[axis]!),
  };
}
