import {
  arange,
  argsort,
  concat,
  gather,
  greaterEqual,
  relu,
  scatterToZeros,
  zeros,
  type Tensor,
} from '@rondo/tensor';

/**
 * yᵢ = Σⱼ ReLU(aᵢ + bⱼ) gⱼ / P in memory linear in the positions: of the bⱼ in falling order, those above -aᵢ are the first nᵢ, and
 * yᵢ = (aᵢ Σ gⱼ + Σ bⱼ gⱼ) / P over these, two running sums at nᵢ.
 *
 * a `[N, Q]`, b `[N, P]`, g `[N, P, E]` → `[N, Q, E]`.
 */
export function concatenationMean(a: Tensor, b: Tensor, g: Tensor): Tensor {
  const [N, Q] = a.shape as [number, number];
  const [, P, E] = g.shape as [number, number, number];
  const { counts, order } = ranksOf(a, b);
  const both = concat([g, b.unsqueeze(2).mul(g)], 2);
  const sorted = gather(both, 1, order.unsqueeze(2).expand([N, P, 2 * E]));
  const { backend } = g.storage;
  const sums = concat([zeros([N, 1, 2 * E], { backend }), sorted.cumsum(1)], 1);
  const met = gather(sums, 1, counts.unsqueeze(2).expand([N, Q, 2 * E]));
  return a
    .unsqueeze(2)
    .mul(met.narrow(2, 0, E))
    .add(met.narrow(2, E, E))
    .div(P);
}

/** How many bⱼ are above each -aᵢ, `[N, Q]`, and the places of the bⱼ in falling order, `[N, P]`. */
function ranksOf(a: Tensor, b: Tensor): { counts: Tensor; order: Tensor } {
  const [N, Q] = a.shape as [number, number];
  const P = b.shape[1]!;
  const { backend } = a.storage;
  // Where they are equal, -aᵢ comes first: ReLU has no gradient at 0.
  const places = argsort(concat([a.neg().detach(), b.detach()], 1), 1, { descending: true });
  const seen = greaterEqual(places, Q).cast('int32').cumsum(1);
  const ranks = scatterToZeros([N, Q + P], 1, places, seen);
  const own = arange(0, P, 1, { dtype: 'int32', backend }).unsqueeze(0).expand([N, P]);
  const order = scatterToZeros([N, P], 1, ranks.narrow(1, Q, P).sub(1), own);
  return { counts: ranks.narrow(1, 0, Q), order };
}

/** The map `[N, Q, P]`: ReLU(aᵢ + bⱼ) / P. */
export function concatenationMap(a: Tensor, b: Tensor): Tensor {
  return relu(a.unsqueeze(2).add(b.unsqueeze(1))).div(b.shape[1]!);
}
