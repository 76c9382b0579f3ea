import type { FusedAttributes } from '../backend.ts';
import { arange, rand } from '../create.ts';
import type { Tensor } from '../tensor.ts';
import { where } from './where.ts';

/** What limits or shifts attention; each broadcasts to [N, H, T1, T2]. */
export interface AttentionLimits {
  readonly mask: Tensor | undefined;
  readonly bias: Tensor | undefined;
  readonly keyLengths: Tensor | undefined;
}

/** The share of each key in each query's result: query `[N, T1, H, D]`, key `[N, T2, H, D]` → `[N, H, T1, T2]`. */
export function weightsOf(
  query: Tensor,
  key: Tensor,
  limits: AttentionLimits,
  attributes: FusedAttributes['attention'],
): Tensor {
  const scores = query
    .transpose(1, 2)
    .mul(attributes.scale)
    .matmul(key.permute([0, 2, 3, 1]));
  const biased = limits.bias ? scores.add(limits.bias) : scores;
  const allowed = limitsOf(scores, limits, attributes).reduce(
    (left, limit) => where(limit, left, -Infinity),
    biased,
  );
  return dropped(safeSoftmax(allowed), attributes);
}

/** Where attention may go, as truth values that broadcast to the scores. */
function limitsOf(
  scores: Tensor,
  { mask, keyLengths }: AttentionLimits,
  { causal, queryOffset }: FusedAttributes['attention'],
): Tensor[] {
  const [, , queries, keys] = scores.shape as [number, number, number, number];
  const { backend } = scores.storage;
  const positions = arange(0, keys, 1, { backend });
  const limits = mask ? [mask] : [];
  if (keyLengths) limits.push(positions.less(keyLengths.reshape([-1, 1, 1, 1])));
  if (causal) {
    const last = arange(0, queries, 1, { backend }).add(queryOffset);
    limits.push(positions.lessEqual(last.unsqueeze(1)));
  }
  return limits;
}

/** Softmax of the last axis in which a row of -∞ alone gives zeros, with gradients of zero. */
function safeSoftmax(scores: Tensor): Tensor {
  if (scores.shape.at(-1) === 0) return scores;
  const largest = scores.max(-1, { keepDim: true }).detach();
  const e = scores.sub(where(largest.equal(-Infinity), 0, largest)).exp();
  const total = e.sum(-1, { keepDim: true });
  return e.div(where(total.equal(0), 1, total));
}

/** How many random numbers belong to a row of weights: rows start at whole blocks of four. */
export function numbersOfRow(keys: number): number {
  return 4 * Math.ceil(keys / 4);
}

/** Weights that stay are divided by 1 - p. */
function dropped(weights: Tensor, attributes: FusedAttributes['attention']): Tensor {
  const { p, seed, block } = attributes;
  if (p === 0) return weights;
  const keys = weights.shape[3]!;
  const shape = weights.shape.with(3, numbersOfRow(keys));
  const numbers = rand(shape, { seed, block, backend: weights.storage.backend });
  const kept = numbers.narrow(3, 0, keys).greaterEqual(p);
  return where(kept, weights.mul(p < 1 ? 1 / (1 - p) : 0), 0);
}
