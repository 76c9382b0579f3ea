import { apply1, expectDType, expectSameDType, scalarLike } from '../apply.ts';
import { arange } from '../create.ts';
import { RangeFault, ShapeError } from '../errors.ts';
import type { KernelOp } from '../op.ts';
import { scope } from '../scope.ts';
import { formatShape, normalizeAxis, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { sliceIndices } from './slice-indices.ts';

interface AxisAttributes {
  readonly axis: number;
}

/** Picks elements along an axis; `indices` has the shape of the output. */
export const gatherOp: KernelOp<readonly [Tensor, Tensor], AxisAttributes> = {
  name: 'gather',
  outputs: ([x, indices]) => [{ shape: indices.shape, dtype: x.dtype }],
  forward: (backend, [x, indices], [output], { axis }) => backend.gather(x, axis, indices, output!),
  vjp: ({ inputs: [x, indices], attributes: { axis } }, g) => [
    () => scatterToZeros(x.shape, axis, indices, g),
    undefined,
  ],
};

function checkIndices(op: string, x: Tensor, axis: number, indices: Tensor): void {
  expectDType(`${op} (indices)`, indices, 'int32');
  const fits =
    indices.shape.length === x.shape.length &&
    indices.shape.every((size, i) => i === axis || size <= x.shape[i]!);
  if (!fits) {
    throw new ShapeError(
      `${op}: indices ${formatShape(indices.shape)} must have the rank of ${formatShape(x.shape)} and be no larger except along axis ${axis}`,
      { op, x: x.shape, indices: indices.shape, axis },
    );
  }
}

/**
 * output[.., j, ..] = x[.., indices[.., j, ..], ..] along `axis`; `indices` (int32) has the rank of `x`.
 * @throws RangeFault when an index is outside the axis, on backends that can tell.
 */
export function gather(x: Tensor, axis: number, indices: Tensor): Tensor {
  const at = normalizeAxis('gather', axis, x.shape.length);
  checkIndices('gather', x, at, indices);
  return scope(() => {
    const window = indices.shape.reduce(
      (part, size, i) => (i === at || size === x.shape[i] ? part : part.narrow(i, 0, size)),
      x,
    );
    return apply1(gatherOp, [window, indices], { axis: at });
  });
}

/** Adds the source to a copy of the target at indexed places. */
export const scatterAddOp: KernelOp<readonly [Tensor, Tensor, Tensor], AxisAttributes> = {
  name: 'scatterAdd',
  outputs: ([target]) => [{ shape: target.shape, dtype: target.dtype }],
  forward: (backend, [target, indices, source], [output], { axis }) => {
    backend.copy(target, output!);
    backend.scatterAdd(source, axis, indices, output!);
  },
  vjp: ({ inputs: [, indices], attributes: { axis } }, g) => [
    () => g,
    undefined,
    () => apply1(gatherOp, [g, indices], { axis }),
  ],
};

/**
 * A copy of `target` with target[.., indices[.., j, ..], ..] += source[.., j, ..] along `axis`, in the order of the source.
 * `indices` and `source` have one shape, equal to the target's except along `axis`.
 * @throws RangeFault when an index is outside the axis, on backends that can tell.
 */
export function scatterAdd(target: Tensor, axis: number, indices: Tensor, source: Tensor): Tensor {
  const at = normalizeAxis('scatterAdd', axis, target.shape.length);
  expectDType('scatterAdd', target, 'float32', 'int32');
  expectSameDType('scatterAdd', target, source);
  expectDType('scatterAdd (indices)', indices, 'int32');
  const fits = [indices.shape, source.shape].every(
    (shape) =>
      shape.length === target.shape.length &&
      shape.every((size, i) => (i === at ? size === indices.shape[i] : size === target.shape[i])),
  );
  if (!fits) {
    throw new ShapeError(
      `scatterAdd: indices ${formatShape(indices.shape)} and source ${formatShape(source.shape)} must agree, and with target ${formatShape(target.shape)} except along axis ${axis}`,
      { target: target.shape, indices: indices.shape, source: source.shape, axis: at },
    );
  }
  return apply1(scatterAddOp, [target, indices, source], { axis: at });
}

/** Zeros of a shape with the source added at indexed places: the gradient of picking. */
export function scatterToZeros(
  shape: Shape,
  axis: number,
  indices: Tensor,
  source: Tensor,
): Tensor {
  return scope(() =>
    scatterAdd(scalarLike('scatterAdd', 0, source).expand(shape), axis, indices, source),
  );
}

/** The slices of `x` at the given indices (int32 `[n]`) of an axis. */
export function indexSelect(x: Tensor, axis: number, indices: Tensor): Tensor {
  const at = normalizeAxis('indexSelect', axis, x.shape.length);
  if (indices.shape.length !== 1) {
    throw new ShapeError(
      `indexSelect: expected indices [n], received ${formatShape(indices.shape)}`,
      {
        indices: indices.shape,
      },
    );
  }
  expectDType('indexSelect (indices)', indices, 'int32');
  return scope(() => apply1(gatherOp, [x, sliceIndices(indices, x.shape, at)], { axis: at }));
}

/**
 * Rows of `weight` `[V, D]` at `indices` (int32, any shape `[..]`) → `[.., D]`. The gradient is summed deterministically.
 * @throws RangeFault when an index is not a row, on backends that can tell.
 */
export function embedding(indices: Tensor, weight: Tensor): Tensor {
  if (weight.shape.length !== 2) {
    throw new ShapeError(
      `embedding: expected weight [V, D], received ${formatShape(weight.shape)}`,
      {
        weight: weight.shape,
      },
    );
  }
  return scope(() =>
    indexSelect(weight, 0, indices.reshape([-1])).reshape([...indices.shape, weight.shape[1]!]),
  );
}

/**
 * 1 at the index and 0 elsewhere along a new last axis of size `classes`; int32 in, float32 out. An index that is no class
 * gives zeros.
 * @throws RangeFault when `classes` is not a whole number of 0 or more.
 */
export function oneHot(indices: Tensor, classes: number): Tensor {
  expectDType('oneHot', indices, 'int32');
  if (!Number.isInteger(classes) || classes < 0) {
    throw new RangeFault(
      `oneHot: the number of classes must be a whole number of 0 or more, received ${classes}`,
      { classes },
    );
  }
  const { backend } = indices.storage;
  return scope(() =>
    indices
      .unsqueeze(-1)
      .equal(arange(0, classes, 1, { backend }))
      .cast('float32'),
  );
}
