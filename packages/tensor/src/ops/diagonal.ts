import { ShapeError } from '../errors.ts';
import { scope } from '../scope.ts';
import { formatShape, normalizeAxes } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/**
 * The elements at which two axes of one size `n` have the same index, as a new last axis of size `n`.
 * @throws ShapeError when the two sizes differ.
 */
export function diagonal(x: Tensor, axis0 = 0, axis1 = 1): Tensor {
  const [a, b] = normalizeAxes('diagonal', [axis0, axis1], x.shape.length) as [number, number];
  const n = x.shape[a]!;
  if (x.shape[b] !== n) {
    throw new ShapeError(
      `diagonal: axes ${axis0} and ${axis1} of ${formatShape(x.shape)} must have one size`,
      { axes: [axis0, axis1], shape: x.shape },
    );
  }
  const others = x.shape.map((_, axis) => axis).filter((axis) => axis !== a && axis !== b);
  const lead = others.map((axis) => x.shape[axis]!);
  // In a row-major matrix the diagonal is every (n + 1)-th element.
  return scope(() =>
    x
      .permute([...others, a, b])
      .reshape([...lead, n * n])
      .slice(-1, 0, n * n, n + 1),
  );
}
