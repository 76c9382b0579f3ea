import type { FusedAttributes } from '../backend.ts';
import { arange, rand } from '../create.ts';
import type { Tensor } from '../tensor.ts';
import { logicalAnd, logicalNot } from './compare.ts';
import { any } from './reduce.ts';
import { where } from './where.ts';

/** What limits or shifts attention; each broadcasts to [N, H, T1, T2]. */
export interface AttentionLimits {
  readonly mask: Tensor | undefined;
  readonly bias: Tensor | undefined;
  readonly keyLengths: Tensor | undefined;
}

type Attributes = FusedAttributes['attention'];

/** The results of all queries: query `[N, T1, H, D]`, key `[N, T2, H, D]`, value `[N, T2, H, E]` → `[N, T1, H, E]`. */
export function attended(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  limits: AttentionLimits,
  attributes: Attributes,
): Tensor {
  const weights = weightsOf(query, key, limits, attributes);
  const { mask, bias, keyLengths } = limits;
  const excludes = mask ?? bias ?? keyLengths ?? (attributes.causal || attributes.p > 0);
  const values = value.transpose(1, 2);
  return (excludes ? weighed(weights, values) : weights.matmul(values)).transpose(1, 2);
}

/** weights · values, in which a weight of 0 takes nothing from its value, be it NaN. */
function weighed(weights: Tensor, values: Tensor): Tensor {
  const isFinite = values.abs().less(Infinity);
  const takes = weights.notEqual(0);
  const touched = takes.cast('float32').matmul(logicalNot(isFinite).cast('float32')).greater(0);
  const finite = weights.matmul(isFinite.where(values, 0));
  return touched.where(takes.where(weights, 0).matmul(values), finite);
}

/** The share of each key in each query's result: query `[N, T1, H, D]`, key `[N, T2, H, D]` → `[N, H, T1, T2]`. */
export function weightsOf(
  query: Tensor,
  key: Tensor,
  limits: AttentionLimits,
  attributes: Attributes,
): Tensor {
  const allowed = allowedOf(query.shape[1]!, key, limits, attributes);
  // Keys that no query sees, and queries that see no key, must not reach the other's gradient, where 0 times NaN is NaN.
  const q = allowed ? known(query, any(allowed, -1)) : query;
  const k = allowed ? known(key, any(allowed, -2)) : key;
  const scores = q
    .transpose(1, 2)
    .mul(attributes.scale)
    .matmul(k.permute([0, 2, 3, 1]));
  const biased = limits.bias ? scores.add(limits.bias) : scores;
  const limited = allowed ? where(allowed, biased, -Infinity) : biased;
  return dropped(safeSoftmax(limited), attributes);
}

/** x `[N, T, H, D]` with 0 where `isUsed`, which broadcasts to `[N, H, T]`, is false. */
function known(x: Tensor, isUsed: Tensor): Tensor {
  return where(isUsed.transpose(1, 2).unsqueeze(3), x, 0);
}

/** Where attention may go, as truth values that broadcast to the scores; undefined where it may go everywhere. */
function allowedOf(
  queries: number,
  key: Tensor,
  { mask, bias, keyLengths }: AttentionLimits,
  { causal, queryOffset }: Attributes,
): Tensor | undefined {
  const { backend } = key.storage;
  const positions = arange(0, key.shape[1]!, 1, { backend }).reshape([1, 1, 1, -1]);
  const limits = mask ? [mask] : [];
  if (bias) limits.push(bias.notEqual(-Infinity));
  if (keyLengths) limits.push(positions.less(keyLengths.reshape([-1, 1, 1, 1])));
  if (causal) {
    const last = arange(0, queries, 1, { backend }).add(queryOffset);
    limits.push(positions.lessEqual(last.reshape([1, 1, -1, 1])));
  }
  return limits.length > 0 ? limits.reduce(logicalAnd) : undefined;
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
function dropped(weights: Tensor, attributes: Attributes): Tensor {
  const { p, seed, block } = attributes;
  if (p === 0) return weights;
  const keys = weights.shape[3]!;
  const shape = weights.shape.with(3, numbersOfRow(keys));
  const numbers = rand(shape, { seed, block, backend: weights.storage.backend });
  const kept = numbers.narrow(3, 0, keys).greaterEqual(p);
  return where(kept, weights.mul(p < 1 ? 1 / (1 - p) : 0), 0);
}
