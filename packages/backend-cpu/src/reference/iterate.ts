import type { DType, Operand } from '@rondo/tensor';
import type { CpuBuffer, LinearMemory } from '../linear-memory.ts';

/** The memory as numbers of a dtype. */
export function elements(memory: LinearMemory, dtype: DType): Float32Array | Int32Array {
  return dtype === 'float32' ? memory.f32 : memory.i32;
}

/** Where element [0, .., 0] lies, counted in elements from the start of the memory. */
export function start(operand: Operand): number {
  return ((operand.buffer as CpuBuffer).pointer >>> 2) + operand.offset;
}

/** An operand seen with other axes; element [0, .., 0] stays the same. */
export interface Axes {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** The chosen axes of an operand. */
export function axesOf({ shape, strides }: Axes, chosen: readonly number[]): Axes {
  return {
    shape: chosen.map((axis) => shape[axis]!),
    strides: chosen.map((axis) => strides[axis]!),
  };
}

/**
 * What is done along the innermost axis: `length` elements, of which operand `i` has the first at `at[i]` and the others `step[i]`
 * apart.
 */
export type Row = (length: number, at: readonly number[], step: readonly number[]) => void;

/** Loops over operands of one shape, innermost first: how often, and how far each operand moves. */
export interface Loops {
  readonly sizes: readonly number[];
  readonly steps: readonly (readonly number[])[];
  readonly isEmpty: boolean;
}

/** The loops that visit a shape in row-major order; neighbouring axes that are evenly spaced in all operands become one. */
export function loopsOver(
  shape: readonly number[],
  strides: readonly (readonly number[])[],
): Loops {
  const sizes: number[] = [];
  const steps: number[][] = [];
  let isEmpty = false;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis]!;
    if (size === 0) isEmpty = true;
    if (size === 1) continue;
    const last = sizes.length - 1;
    if (last >= 0 && continues(steps[last]!, sizes[last]!, strides, axis)) {
      sizes[last]! *= size;
      continue;
    }
    const step: number[] = [];
    for (let i = 0; i < strides.length; i++) step.push(strides[i]![axis]!);
    sizes.push(size);
    steps.push(step);
  }
  return { sizes, steps, isEmpty };
}

/** Runs loops from the given starts, a row at a time; `starts` is used up. Rows of nothing are not visited. */
export function walk({ sizes, steps, isEmpty }: Loops, starts: number[], row: Row): void {
  if (isEmpty) return;
  if (sizes.length === 0) row(1, starts, starts);
  else if (sizes.length === 1) row(sizes[0]!, starts, steps[0]!);
  else walkOuter(sizes, steps, starts, row);
}

/** Walks operands of one shape in row-major order, a row at a time; row-major operands are a single row. */
export function eachRow(
  shape: readonly number[],
  starts: number[],
  strides: readonly (readonly number[])[],
  row: Row,
): void {
  walk(loopsOver(shape, strides), starts, row);
}

/** Whether an axis goes on where the merged axes inside it end, in every operand. */
function continues(
  inner: readonly number[],
  innerSize: number,
  strides: readonly (readonly number[])[],
  axis: number,
): boolean {
  for (let i = 0; i < inner.length; i++) {
    if (strides[i]![axis] !== inner[i]! * innerSize) return false;
  }
  return true;
}

/** Counts through all axes but the innermost like an odometer. */
function walkOuter(
  sizes: readonly number[],
  steps: readonly (readonly number[])[],
  at: number[],
  row: Row,
): void {
  const length = sizes[0]!;
  const step = steps[0]!;
  const operands = at.length;
  const index = sizes.map(() => 0);
  for (;;) {
    row(length, at, step);
    let axis = 1;
    for (; axis < sizes.length; axis++) {
      const move = steps[axis]!;
      if (++index[axis]! < sizes[axis]!) {
        for (let i = 0; i < operands; i++) at[i]! += move[i]!;
        break;
      }
      index[axis] = 0;
      const back = sizes[axis]! - 1;
      for (let i = 0; i < operands; i++) at[i]! -= back * move[i]!;
    }
    if (axis === sizes.length) return;
  }
}
