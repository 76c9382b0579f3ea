import { apply1, applyView } from '../apply.ts';
import { RangeFault, ShapeError } from '../errors.ts';
import type { KernelOp, ViewOp, Window } from '../op.ts';
import { scope } from '../scope.ts';
import { elementCount, formatShape, normalizeAxes, normalizeAxis, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { withView } from './operand.ts';

function windowOf(
  { strides, offset }: { readonly strides: readonly number[]; readonly offset: number },
  { starts, sizes, steps }: Window,
): { shape: Shape; strides: number[]; offset: number } {
  // An empty window must not start outside the storage.
  const from =
    elementCount(sizes) === 0 ? 0 : starts.reduce((sum, start, i) => sum + start * strides[i]!, 0);
  return {
    shape: sizes,
    strides: strides.map((stride, axis) => stride * steps[axis]!),
    offset: offset + from,
  };
}

export const sliceOp: ViewOp<Window> = {
  name: 'slice',
  view: (x, window) => windowOf(x, window),
  vjp: ({ inputs: [x], attributes }, g) => [
    () => ({
      window: (input) => applyView(sliceOp, input, attributes),
      value: g,
      region: attributes,
      dense: () => embed(g, x.shape, attributes, 0),
    }),
  ],
};

interface EmbedAttributes {
  readonly shape: Shape;
  readonly window: Window;
  readonly value: number;
}

/** The opposite of slicing: `value` everywhere but in the window, which holds the input. */
export const embedOp: KernelOp<readonly [Tensor], EmbedAttributes> = {
  name: 'embed',
  outputs: ([x], { shape }) => [{ shape, dtype: x.dtype }],
  forward: (backend, [x], [output], { window, value }) => {
    backend.fill(output!, value);
    backend.copy(x, withView(output!, windowOf(output!, window)));
  },
  vjp: ({ attributes: { window } }, g) => [() => applyView(sliceOp, g, window)],
};

function embed(x: Tensor, shape: Shape, window: Window, value: number): Tensor {
  return apply1(embedOp, [x], { shape, window, value });
}

/** The whole of a shape as a window. */
function whole(shape: Shape): Window {
  return { starts: shape.map(() => 0), sizes: shape, steps: shape.map(() => 1) };
}

/**
 * Elements `start` (0) up to but without `end` (the size), every `step`-th (1), along one axis. Bounds count from the end when
 * negative and are clamped, as in Python. A view.
 * @throws RangeFault when a bound is not a whole number, or `step` not one of 1 or more.
 */
export function slice(x: Tensor, axis: number, start = 0, end?: number, step = 1): Tensor {
  const at = normalizeAxis('slice', axis, x.shape.length);
  const size = x.shape[at]!;
  if (!Number.isInteger(step) || step < 1) {
    throw new RangeFault(
      `slice: step must be a whole number of 1 or more, received ${step}; flip() reverses`,
      { step },
    );
  }
  if (!Number.isInteger(start) || !Number.isInteger(end ?? 0)) {
    throw new RangeFault(`slice: bounds must be whole numbers, received ${start} and ${end}`, {
      start,
      end,
    });
  }
  const clamp = (bound: number): number =>
    Math.min(size, Math.max(0, bound < 0 ? bound + size : bound));
  const first = clamp(start);
  const length = Math.max(0, Math.ceil((clamp(end ?? size) - first) / step));
  if (length === size) return x;
  const { starts, sizes, steps } = whole(x.shape);
  return applyView(sliceOp, x, {
    starts: starts.with(at, first),
    sizes: sizes.with(at, length),
    steps: steps.with(at, step),
  });
}

/**
 * `length` elements from `start` along one axis. A view.
 * @throws RangeFault when they are not all there.
 */
export function narrow(x: Tensor, axis: number, start: number, length: number): Tensor {
  const at = normalizeAxis('narrow', axis, x.shape.length);
  const size = x.shape[at]!;
  const first = start < 0 ? start + size : start;
  if (
    !Number.isInteger(first) ||
    !Number.isInteger(length) ||
    first < 0 ||
    length < 0 ||
    first + length > size
  ) {
    throw new RangeFault(
      `narrow: no ${length} elements from ${start} along axis ${axis} of ${formatShape(x.shape)}`,
      {
        axis,
        start,
        length,
        shape: x.shape,
      },
    );
  }
  return slice(x, at, first, first + length);
}

/**
 * The part at one index of an axis, which disappears. A view.
 * @throws RangeFault when there is no such index.
 */
export function select(x: Tensor, axis: number, index: number): Tensor {
  const at = normalizeAxis('select', axis, x.shape.length);
  const size = x.shape[at]!;
  if (!Number.isInteger(index) || index < -size || index >= size) {
    throw new RangeFault(
      `select: no index ${index} along axis ${axis} of ${formatShape(x.shape)}`,
      {
        axis,
        index,
        shape: x.shape,
      },
    );
  }
  return scope(() => narrow(x, at, index, 1).reshape(x.shape.toSpliced(at, 1)));
}

/**
 * Parts along an axis, of the given sizes (or all of one size, the last one smaller). Views.
 * @throws ShapeError when the sizes do not add up.
 */
export function split(x: Tensor, sizes: number | readonly number[], axis = 0): Tensor[] {
  const at = normalizeAxis('split', axis, x.shape.length);
  const size = x.shape[at]!;
  if (typeof sizes === 'number' && !(Number.isInteger(sizes) && sizes > 0)) {
    throw new RangeFault(`split: the size must be a whole number of 1 or more, received ${sizes}`, {
      sizes,
    });
  }
  const list =
    typeof sizes === 'number'
      ? Array.from({ length: Math.max(1, Math.ceil(size / sizes)) }, (_, i) =>
          Math.min(sizes, size - i * sizes),
        )
      : sizes;
  if (list.reduce((a, b) => a + b, 0) !== size) {
    throw new ShapeError(
      `split: sizes [${list.join(', ')}] do not add up to ${size}, axis ${axis} of ${formatShape(x.shape)}`,
      {
        sizes: list,
        axis,
        shape: x.shape,
      },
    );
  }
  let start = 0;
  return list.map((length) => {
    start += length;
    return narrow(x, at, start - length, length);
  });
}

/** At most `count` parts of equal size (the last one smaller) along an axis. Views. */
export function chunk(x: Tensor, count: number, axis = 0): Tensor[] {
  const at = normalizeAxis('chunk', axis, x.shape.length);
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeFault(
      `chunk: the count must be a whole number of 1 or more, received ${count}`,
      { count },
    );
  }
  return split(x, Math.max(1, Math.ceil(x.shape[at]! / count)), at);
}

export const flipOp: ViewOp<{ readonly axes: readonly number[] }> = {
  name: 'flip',
  view: (x, { axes }) =>
    windowOf(x, {
      starts: x.shape.map((size, axis) => (axes.includes(axis) ? Math.max(0, size - 1) : 0)),
      sizes: x.shape,
      steps: x.shape.map((_, axis) => (axes.includes(axis) ? -1 : 1)),
    }),
  vjp: ({ attributes: { axes } }, g) => [() => flip(g, axes)],
};

/** Reverses the order along one axis or several. A view. */
export function flip(x: Tensor, axes: number | readonly number[]): Tensor {
  return applyView(flipOp, x, { axes: normalizeAxes('flip', axes, x.shape.length) });
}

/**
 * Adds `[before, after]` elements of `value` (0) around the last axes, one pair per axis in the order of the axes.
 * @throws ShapeError for more pairs than axes or negative amounts.
 */
export function pad(
  x: Tensor,
  amounts: readonly (readonly [before: number, after: number])[],
  value = 0,
): Tensor {
  const lead = x.shape.length - amounts.length;
  if (lead < 0 || amounts.some((pair) => pair.some((n) => !Number.isInteger(n) || n < 0))) {
    throw new ShapeError(
      `pad: expected at most ${x.shape.length} pairs of whole numbers of 0 or more for ${formatShape(x.shape)}, received ${JSON.stringify(amounts)}`,
      { shape: x.shape, amounts },
    );
  }
  const before = x.shape.map((_, axis) => amounts[axis - lead]?.[0] ?? 0);
  const shape = x.shape.map(
    (size, axis) => size + before[axis]! + (amounts[axis - lead]?.[1] ?? 0),
  );
  return embed(x, shape, { ...whole(x.shape), starts: before }, value);
}
