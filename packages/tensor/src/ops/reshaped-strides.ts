import { elementCount, rowMajorStrides, type Shape } from '../shape.ts';

/**
 * Strides that show a strided tensor in another shape without moving an element, or `undefined` where that is impossible.
 * Runs of axes that lie evenly spaced in memory are merged, then split as the new shape asks.
 */
export function reshapedStrides(
  from: Shape,
  strides: readonly number[],
  to: Shape,
): readonly number[] | undefined {
  if (elementCount(from) === 0) return rowMajorStrides(to);
  const result = to.map(() => 1);
  let axis = to.length - 1;
  for (const run of evenRuns(from, strides)) {
    let open = run.size;
    let stride = run.stride;
    while (axis >= 0 && open % (to[axis] ?? 1) === 0 && (open > 1 || to[axis] === 1)) {
      result[axis] = stride;
      stride *= to[axis]!;
      open /= to[axis]!;
      axis--;
    }
    if (open !== 1) return undefined;
  }
  return axis < 0 || to.slice(0, axis + 1).every((size) => size === 1) ? result : undefined;
}

/** Maximal runs of axes, last first, within which elements are evenly spaced. */
function evenRuns(shape: Shape, strides: readonly number[]): { size: number; stride: number }[] {
  const runs: { size: number; stride: number }[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis]!;
    if (size === 1) continue;
    const last = runs.at(-1);
    if (last && strides[axis] === last.stride * last.size) last.size *= size;
    else runs.push({ size, stride: strides[axis]! });
  }
  return runs;
}
