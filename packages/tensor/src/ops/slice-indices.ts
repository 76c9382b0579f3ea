import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/** Repeats a vector of indices so that it picks whole slices along `axis`. */
export function sliceIndices(indices: Tensor, shape: Shape, axis: number): Tensor {
  const count = indices.shape[0]!;
  return indices
    .reshape(shape.map((_, i) => (i === axis ? count : 1)))
    .expand(shape.with(axis, count));
}
