import { apply1, expectSameDType } from '../apply.ts';
import { RangeFault, ShapeError } from '../errors.ts';
import type { KernelOp } from '../op.ts';
import { scope } from '../scope.ts';
import { formatShape, normalizeAxis } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { narrowedOperand } from './operand.ts';

export const concatOp: KernelOp<readonly Tensor[], { readonly axis: number }> = {
  name: 'concat',
  outputs: (inputs, { axis }) => {
    const first = inputs[0]!;
    for (const input of inputs) {
      expectSameDType('concat', first, input);
      const fits =
        input.shape.length === first.shape.length &&
        input.shape.every((size, i) => i === axis || size === first.shape[i]);
      if (!fits) {
        throw new ShapeError(
          `concat: ${formatShape(first.shape)} and ${formatShape(input.shape)} differ in more than axis ${axis}`,
          { first: first.shape, other: input.shape, axis },
        );
      }
    }
    const total = inputs.reduce((sum, input) => sum + input.shape[axis]!, 0);
    return [{ shape: first.shape.with(axis, total), dtype: first.dtype }];
  },
  forward: (backend, inputs, [output], { axis }) => {
    let start = 0;
    for (const input of inputs) {
      const length = input.shape[axis]!;
      backend.copy(input, narrowedOperand(output!, axis, start, length));
      start += length;
    }
  },
  vjp: ({ inputs, attributes: { axis } }, g) => {
    let start = 0;
    return inputs.map((input) => {
      const from = start;
      start += input.shape[axis]!;
      return () => g.narrow(axis, from, input.shape[axis]!);
    });
  },
};

/**
 * Joins tensors along an existing axis.
 * @throws ShapeError when they differ elsewhere; RangeFault when there are none.
 */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  const first = tensors[0];
  if (!first) throw new RangeFault('concat: expected at least one tensor, received none');
  return apply1(concatOp, tensors, { axis: normalizeAxis('concat', axis, first.shape.length) });
}

/** Joins tensors of one shape along a new axis. */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  const first = tensors[0];
  if (!first) throw new RangeFault('stack: expected at least one tensor, received none');
  const at = normalizeAxis('stack', axis, first.shape.length + 1);
  return scope(() =>
    concat(
      tensors.map((tensor) => tensor.unsqueeze(at)),
      at,
    ),
  );
}

/** Repeats the whole tensor `times[i]` times along axis `i` (leading axes are added), as PyTorch's `repeat`. */
export function repeat(x: Tensor, times: readonly number[]): Tensor {
  const lead = times.length - x.shape.length;
  if (lead < 0 || times.some((count) => !Number.isInteger(count) || count < 0)) {
    throw new ShapeError(
      `repeat: expected at least ${x.shape.length} whole numbers of 0 or more for ${formatShape(x.shape)}, received [${times.join(', ')}]`,
      { shape: x.shape, times },
    );
  }
  const shape = times.map((_, axis) => (axis < lead ? 1 : x.shape[axis - lead]!));
  // Each axis becomes a pair (repetitions, size) that reshape merges.
  return scope(() =>
    x
      .reshape(shape.flatMap((size) => [1, size]))
      .expand(shape.flatMap((size, axis) => [times[axis]!, size]))
      .reshape(shape.map((size, axis) => size * times[axis]!)),
  );
}
