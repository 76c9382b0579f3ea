import type { Operand } from '@rondo/tensor';

/** The elements of several operands of one shape, walked together with as few axes as their strides allow. */
export interface Loops {
  readonly shape: readonly number[];
  /** For each operand the step along each axis. */
  readonly strides: readonly (readonly number[])[];
  readonly offsets: readonly number[];
  readonly size: number;
}

/** Axes of size 1 are left out, and neighbours joined where every operand goes on evenly from one to the other. */
export function loopsOver(operands: readonly Operand[]): Loops {
  const { shape } = operands[0]!;
  const sizes: number[] = [];
  const strides: number[][] = operands.map(() => []);
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis]!;
    size *= length;
    if (length === 1) continue;
    const last = sizes.length - 1;
    let joins = last >= 0;
    for (let k = 0; joins && k < operands.length; k++) {
      joins = strides[k]![last] === operands[k]!.strides[axis]! * length;
    }
    if (joins) sizes[last]! *= length;
    else sizes.push(length);
    const at = sizes.length - 1;
    for (let k = 0; k < operands.length; k++) strides[k]![at] = operands[k]!.strides[axis]!;
  }
  return { shape: sizes, strides, offsets: operands.map(({ offset }) => offset), size };
}
