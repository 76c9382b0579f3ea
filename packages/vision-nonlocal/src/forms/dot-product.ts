import type { Tensor } from '@rondo/tensor';

/**
 * yᵢ = Σⱼ (θᵢ · φⱼ) gⱼ / P, without the matrix of all products where that is cheaper: θ (φᵀ g) takes memory and time linear in the
 * positions.
 *
 * θ `[N, Q, D]`, φ `[N, P, D]`, g `[N, P, E]` → `[N, Q, E]`.
 */
export function dotProductMean(theta: Tensor, phi: Tensor, g: Tensor): Tensor {
  const [, Q, D] = theta.shape as [number, number, number];
  const [, P, E] = g.shape as [number, number, number];
  const pairwise = Q * P * (D + E);
  const reassociated = D * E * (P + Q);
  return reassociated <= pairwise
    ? theta.matmul(phi.transpose(1, 2).matmul(g).div(P))
    : dotProductMap(theta, phi).matmul(g);
}

/** The map `[N, Q, P]`: (θᵢ · φⱼ) / P. */
export function dotProductMap(theta: Tensor, phi: Tensor): Tensor {
  return theta.matmul(phi.transpose(1, 2)).div(phi.shape[1]!);
}
