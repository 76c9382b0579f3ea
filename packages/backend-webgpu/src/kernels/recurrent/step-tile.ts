import type { Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';

/** A thread computes this many rows of a step, and some units; a workgroup `group` times as many of each. */
export const rowsOfThread = 8;
const group = 8;

/** From this many units on the product of a step is worth a launch. */
const fewestUnits = 32;

/**
 * Whether each step is a launch of its own, without barriers: on software adapters a thread that waits for others is slow, and launches
 * are cheap. Elsewhere a launch goes through whole sequences.
 */
export function isBySteps({ matmulKind }: GpuContext, units: number): boolean {
  return matmulKind === 'registers' && units >= fewestUnits;
}

export function workgroupsOfStep(
  batch: number,
  units: number,
  unitsOfThread: number,
): [x: number, y: number] {
  return [Math.ceil(units / (unitsOfThread * group)), Math.ceil(batch / (rowsOfThread * group))];
}

/** Head of an entry point that knows its first row `row0` and first unit `unit0`, and ends where there are none. */
export function eachTile(unitsOfThread: number, body: string): string {
  return `
@compute @workgroup_size(${group}, ${group})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row0 = id.y * ${rowsOfThread}u;
  let unit0 = id.x * ${unitsOfThread}u;
  if (row0 >= p.batch || unit0 >= p.units) { return; }
  ${body}
}`;
}

export const eachRow = Array.from({ length: rowsOfThread }, (_, r) => r);

/** Whether a step may read the weights of four neighbouring units at once. */
export function readsFours(
  weights: Operand,
  units: number,
  others: readonly (Operand | undefined)[],
): boolean {
  const isAligned = units % 4 === 0 && weights.offset % 4 === 0;
  // A buffer has one type in a kernel.
  return isAligned && others.every((other) => other?.buffer !== weights.buffer);
}

/** Rows and units beyond the end read the last one, and are not written. */
export const row = (r: number): string => `min(row0 + ${r}u, p.batch - 1u)`;
export const unit = (u: number): string => `min(unit0 + ${u}u, p.units - 1u)`;
