import { RangeFault, ShapeError } from './errors.ts';

/** Sizes of a tensor's dimensions; `[]` is a single number. */
export type Shape = readonly number[];

/** `[2, 3]`, as shapes are written in messages. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Number of elements: the product of the sizes. */
export function elementCount(shape: Shape): number {
  let count = 1;
  for (let axis = 0; axis < shape.length; axis++) count *= shape[axis]!;
  return count;
}

/** Distance, in elements, between neighbours along each axis of a row-major tensor. */
export function rowMajorStrides(shape: Shape): number[] {
  const strides = shape.slice();
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** Whether elements lie one after the other in row-major order. Axes of size 1 do not matter. */
export function isRowMajor(shape: Shape, strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis]!;
    if (size === 0) return true;
    if (size === 1) continue;
    if (strides[axis] !== expected) return false;
    expected *= size;
  }
  return true;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/**
 * The shape that both broadcast to (NumPy's rule: align at the last axis; sizes agree or one of them is 1).
 * @throws ShapeError naming the operation, both shapes and the axis.
 */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const result: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const fromA = a[axis - rank + a.length] ?? 1;
    const fromB = b[axis - rank + b.length] ?? 1;
    if (fromA !== fromB && fromA !== 1 && fromB !== 1) {
      throw new ShapeError(
        `${op}: shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast: ` +
          `axis ${axis - rank} has sizes ${fromA} and ${fromB}, which must agree or one of them be 1`,
        { op, a, b, axis: axis - rank },
      );
    }
    result.push(fromA === 1 ? fromB : fromA);
  }
  return result;
}

/**
 * Turns an axis counted from the end (negative) into one counted from the start.
 * @throws RangeFault when there is no such axis.
 */
export function normalizeAxis(op: string, axis: number, rank: number): number {
  const normalized = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normalized < 0 || normalized >= rank) {
    const range = rank === 0 ? 'a single number has no axes' : `expected ${-rank} to ${rank - 1}`;
    throw new RangeFault(`${op}: no axis ${axis} in a tensor of rank ${rank}; ${range}`, {
      op,
      axis,
      rank,
    });
  }
  return normalized;
}

/** One axis, several, or (undefined) all of them, as sorted distinct axes counted from the start. */
export function normalizeAxes(
  op: string,
  axes: number | readonly number[] | undefined,
  rank: number,
): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  if (typeof axes === 'number') return [normalizeAxis(op, axes, rank)];
  const normalized = [...new Set(axes.map((axis) => normalizeAxis(op, axis, rank)))];
  if (normalized.length !== axes.length) {
    throw new RangeFault(`${op}: axes [${axes.join(', ')}] name one axis twice`, { op, axes });
  }
  return normalized.toSorted((a, b) => a - b);
}

/**
 * Checks that every size is a non-negative integer.
 * @throws ShapeError otherwise.
 */
export function assertShape(op: string, shape: Shape): void {
  for (const size of shape) {
    if (!Number.isInteger(size) || size < 0) {
      throw new ShapeError(
        `${op}: sizes must be whole numbers of 0 or more, received ${formatShape(shape)}`,
        { op, shape },
      );
    }
  }
}

/**
 * Fills in the one size given as -1 from the number of elements.
 * @throws ShapeError when the element counts cannot agree, or agree for any size.
 */
export function resolveShape(op: string, from: Shape, to: Shape): Shape {
  const count = elementCount(from);
  const open = to.indexOf(-1);
  let shape = to;
  if (open >= 0) {
    const known = elementCount(to.filter((_, axis) => axis !== open));
    if (known === 0) {
      throw new ShapeError(
        `${op}: any size could stand for -1 in ${formatShape(to)}, which has no elements; give the size`,
        { op, from, to },
      );
    }
    shape = to.with(open, count / known);
  }
  if (shape.some((size) => !Number.isInteger(size) || size < 0) || elementCount(shape) !== count) {
    throw new ShapeError(
      `${op}: ${formatShape(from)} has ${count} elements and cannot become ${formatShape(to)}`,
      { op, from, to },
    );
  }
  return shape;
}
