import { expectDType } from '../apply.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';

export interface CosineSimilarityOptions {
  /** The axis of the vectors; 1 unless told otherwise. */
  readonly dim?: number;
  /** Norms below this count as this; 1e-8 unless told otherwise. */
  readonly eps?: number;
}

/**
 * Cosine of the angle between vectors: x₁ · x₂ / (max(‖x₁‖, ε) max(‖x₂‖, ε)); 0 where one is 0.
 *
 * x1, x2 `[.., D, ..]`, D at axis `dim`; shapes broadcast → the shape without that axis.
 * @throws ShapeError when the shapes do not broadcast; RangeFault when there is no such axis.
 */
export function cosineSimilarity(
  x1: Tensor,
  x2: Tensor,
  { dim = 1, eps = 1e-8 }: CosineSimilarityOptions = {},
): Tensor {
  for (const x of [x1, x2]) expectDType('cosineSimilarity', x, 'float32');
  return scope(() =>
    unit(x1, dim, eps)
      .mul(unit(x2, dim, eps))
      .sum(dim),
  );
}

/** x / max(‖x‖, ε). */
function unit(x: Tensor, dim: number, eps: number): Tensor {
  const squares = x.square().sum(dim, { keepDim: true });
  // The root has no slope at 0.
  const isZero = squares.equal(0);
  const norm = isZero.where(1, squares).sqrt();
  return x.div(isZero.where(eps, norm.maximum(eps)));
}
