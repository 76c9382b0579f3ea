import { apply1, applyView } from '../apply.ts';
import { RangeFault } from '../errors.ts';
import type { KernelOp, ViewOp } from '../op.ts';
import { scope } from '../scope.ts';
import {
  elementCount,
  formatShape,
  normalizeAxis,
  resolveShape,
  rowMajorStrides,
  sameShape,
  type Shape,
} from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { reshapedStrides } from './reshaped-strides.ts';

/** Copies a strided view to a row-major tensor of its own. */
export const contiguousOp: KernelOp<readonly [Tensor], undefined> = {
  name: 'contiguous',
  outputs: ([x]) => [{ shape: x.shape, dtype: x.dtype }],
  forward: (backend, [x], [output]) => backend.copy(x, output!),
  vjp: (_recorded, g) => [() => g],
};

/** The tensor itself if it is row-major, else a row-major copy. */
export function contiguous(x: Tensor): Tensor {
  return x.isContiguous ? x : apply1(contiguousOp, [x], undefined);
}

/** Always a copy, on a storage of its own. */
export function clone(x: Tensor): Tensor {
  return apply1(contiguousOp, [x], undefined);
}

export const reshapeOp: ViewOp<{ readonly shape: Shape }> = {
  name: 'reshape',
  view: (x, { shape }) => ({
    shape,
    strides:
      (x.isContiguous ? undefined : reshapedStrides(x.shape, x.strides, shape)) ??
      rowMajorStrides(shape),
    offset: x.offset,
  }),
  vjp: ({ inputs: [x] }, g) => [() => g.reshape(x.shape)],
};

/**
 * The same elements, in row-major order, in another shape; one size may be -1. A view where the strides allow it, else a copy.
 * @throws ShapeError when the element counts differ.
 */
export function reshape(x: Tensor, to: Shape): Tensor {
  const shape = resolveShape('reshape', x.shape, to);
  if (sameShape(shape, x.shape)) return x;
  const viewable = x.isContiguous || reshapedStrides(x.shape, x.strides, shape) !== undefined;
  if (viewable) return applyView(reshapeOp, x, { shape });
  return scope(() => applyView(reshapeOp, contiguous(x), { shape }));
}

/**
 * Merges the axes from `start` to `end` (both included) into one.
 * @throws RangeFault when the end comes before the start.
 */
export function flatten(x: Tensor, start = 0, end = -1): Tensor {
  if (x.shape.length === 0) return x.reshape([1]);
  const first = normalizeAxis('flatten', start, x.shape.length);
  const last = normalizeAxis('flatten', end, x.shape.length);
  if (last < first) {
    throw new RangeFault(
      `flatten: axis ${end} comes before axis ${start} in ${formatShape(x.shape)}`,
      {
        start,
        end,
        shape: x.shape,
      },
    );
  }
  const merged = elementCount(x.shape.slice(first, last + 1));
  return x.reshape([...x.shape.slice(0, first), merged, ...x.shape.slice(last + 1)]);
}

/** Removes one axis of size 1, or (left out) all of them. An axis of another size stays, as in PyTorch. */
export function squeeze(x: Tensor, axis?: number): Tensor {
  if (axis === undefined) return x.reshape(x.shape.filter((size) => size !== 1));
  const at = normalizeAxis('squeeze', axis, x.shape.length);
  return x.shape[at] === 1 ? x.reshape(x.shape.toSpliced(at, 1)) : x;
}

/** Inserts an axis of size 1 before `axis`. */
export function unsqueeze(x: Tensor, axis: number): Tensor {
  const at = normalizeAxis('unsqueeze', axis, x.shape.length + 1);
  return x.reshape(x.shape.toSpliced(at, 0, 1));
}

export const permuteOp: ViewOp<{ readonly axes: readonly number[] }> = {
  name: 'permute',
  view: (x, { axes }) => ({
    shape: axes.map((axis) => x.shape[axis]!),
    strides: axes.map((axis) => x.strides[axis]!),
    offset: x.offset,
  }),
  vjp: ({ attributes: { axes } }, g) => [
    () => g.permute(axes.map((_, axis) => axes.indexOf(axis))),
  ],
};

/** Axis `i` of the result is axis `axes[i]` of the input. A view. */
export function permute(x: Tensor, axes: readonly number[]): Tensor {
  const rank = x.shape.length;
  const order = axes.map((axis) => normalizeAxis('permute', axis, rank));
  if (order.length !== rank || new Set(order).size !== rank) {
    throw new RangeFault(
      `permute: expected each of the ${rank} axes of [${x.shape.join(', ')}] once, received [${axes.join(', ')}]`,
      { axes, shape: x.shape },
    );
  }
  return applyView(permuteOp, x, { axes: order });
}

/** Exchanges two axes. A view. */
export function transpose(x: Tensor, axis0: number, axis1: number): Tensor {
  const a = normalizeAxis('transpose', axis0, x.shape.length);
  const b = normalizeAxis('transpose', axis1, x.shape.length);
  const order = x.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis));
  return applyView(permuteOp, x, { axes: order });
}
