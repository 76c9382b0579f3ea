import type { FusedAttributes } from '../backend.ts';
import { RangeFault } from '../errors.ts';
import { fused, type Fused } from '../fused.ts';
import { drawRandom } from '../random.ts';
import { scope } from '../scope.ts';
import { elementCount } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import {
  batchAndHeads,
  checkAttention,
  headsInside,
  headsOutside,
  lengthsOfBatch,
  type AttentionArguments,
} from './attention-layout.ts';
import { attended, type AttentionLimits, numbersOfRow, weightsOf } from './attention-weights.ts';

/** query `[N, T1, H, D]`, key `[N, T2, K, D]`, value `[N, T2, K, E]`, K divides H; mask and bias broadcast to `[N, H, T1, T2]`. */
type AttentionInputs = readonly [
  query: Tensor,
  key: Tensor,
  value: Tensor,
  mask: Tensor | undefined,
  bias: Tensor | undefined,
  keyLengths: Tensor | undefined,
];

/** Attention of heads that lie side by side in each step; a kernel saves the logarithm of each row's sum of exponentials. */
export const attentionFused: Fused<'attention', AttentionInputs> = fused({
  name: 'attention',
  composed: ([query, key, value, mask, bias, keyLengths], attributes) => {
    const heads = query.shape[2]!;
    const limits = { mask, bias, keyLengths };
    return [attended(query, shared(key, heads), shared(value, heads), limits, attributes)];
  },
  results: ([query, , value]) => [
    { shape: query.shape.with(3, value.shape[3]!), dtype: 'float32' },
  ],
  saved: ([{ shape }]) => [{ shape: [shape[0]!, shape[2]!, shape[1]!], dtype: 'float32' }],
  differentiable: [0, 1, 2, 4],
  strided: [0, 1, 2, 3, 4],
});

/** Heads repeated until there are so many: `[N, T, K, D]` → `[N, T, H, D]`. */
function shared(x: Tensor, heads: number): Tensor {
  const [batch, length, own, size] = x.shape as [number, number, number, number];
  if (own === heads) return x;
  const repeated = x.unsqueeze(3).expand([batch, length, own, heads / own, size]);
  return repeated.reshape([batch, length, heads, size]);
}

export interface AttentionOptions {
  /** bool, broadcasts to `[.., T1, T2]`: true where a query may attend to a key. */
  readonly mask?: Tensor | undefined;
  /** Added to the scaled products; float32, broadcasts to `[.., T1, T2]`. -∞ forbids as a mask does. */
  readonly bias?: Tensor | undefined;
  /**
   * How many keys of each entry of the first leading axis count, int32 `[N]`; values are not checked: below 0 they count as 0, above
   * T2 as T2.
   */
  readonly keyLengths?: Tensor | undefined;
  /** Query i attends to the keys j ≤ i + queryOffset only. */
  readonly causal?: boolean;
  /** Place of the first query among the keys, for `causal`: the length of the cache when decoding; 0 unless told otherwise. */
  readonly queryOffset?: number;
  /** Factor of the products, 1/√D unless told otherwise. */
  readonly scale?: number;
  /** Probability with which a weight is dropped; the others are divided by 1 - p. */
  readonly dropout?: number;
}

/**
 * softmax(scale · q kᵀ + bias) v: each query's mean of the values, weighed by how well their keys fit.
 *
 * query `[.., H, T1, D]`, key `[.., H, T2, D]`, value `[.., H, T2, E]` → `[.., H, T1, E]`. Heads may be views of `[N, T, H, D]`. Key and
 * value may have fewer heads, which groups of query heads then share. A query that may attend to nothing gives zeros. What a query may
 * not attend to has no influence on its result, be it NaN; nor has a key that no query may attend to on any gradient.
 *
 * Source: Vaswani et al. 2017, equation 1; grouped heads: Ainslie et al. 2023.
 * @throws ShapeError naming the size that does not fit; RangeFault for a dropout outside [0, 1].
 */
export function scaledDotProductAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: AttentionOptions = {},
): Tensor {
  return scope(() => {
    const given = argumentsOf(query, key, value, options);
    checkAttention('scaledDotProductAttention', given);
    const { mask, bias, keyLengths } = limitsInside(given);
    const heads = [query, key, value].map(headsInside) as [Tensor, Tensor, Tensor];
    const attributes = attributesOf('scaledDotProductAttention', given, options);
    const [output] = attentionFused.run([...heads, mask, bias, keyLengths], attributes);
    return headsOutside(output!, query.shape.slice(0, -2));
  });
}

/**
 * softmax(scale · q kᵀ + bias): the weights of `scaledDotProductAttention`, for who wants to see them; after dropout, where there is some.
 *
 * query `[.., H, T1, D]`, key `[.., H, T2, D]` → `[.., H, T1, T2]`.
 */
export function attentionWeights(
  query: Tensor,
  key: Tensor,
  options: AttentionOptions = {},
): Tensor {
  return scope(() => {
    const given = argumentsOf(query, key, undefined, options);
    checkAttention('attentionWeights', given);
    const [q, k] = [headsInside(query), headsInside(key)];
    const attributes = attributesOf('attentionWeights', given, options);
    const weights = weightsOf(q, shared(k, q.shape[2]!), limitsInside(given), attributes);
    return weights.reshape([...query.shape.slice(0, -1), key.shape.at(-2)!]);
  });
}

function argumentsOf(
  query: Tensor,
  key: Tensor,
  value: Tensor | undefined,
  { mask, bias, keyLengths }: AttentionOptions,
): AttentionArguments {
  return { query, key, value, mask, bias, keyLengths };
}

function limitsInside({ query, mask, bias, keyLengths }: AttentionArguments): AttentionLimits {
  const lead = query.shape.slice(0, -2);
  return {
    mask: mask && batchAndHeads(mask, lead),
    bias: bias && batchAndHeads(bias, lead),
    keyLengths: keyLengths && lengthsOfBatch(keyLengths, lead),
  };
}

function attributesOf(
  where: string,
  { query, key }: AttentionArguments,
  options: AttentionOptions,
): FusedAttributes['attention'] {
  const { causal = false, queryOffset = 0, dropout: p = 0 } = options;
  if (!(p >= 0 && p <= 1)) {
    throw new RangeFault(`${where}: the dropout must be from 0 to 1, received ${p}`, { p });
  }
  if (!Number.isSafeInteger(queryOffset)) {
    throw new RangeFault(`${where}: queryOffset must be a whole number, received ${queryOffset}`, {
      queryOffset,
    });
  }
  const rows = elementCount(query.shape.slice(0, -1));
  const random = p > 0 ? drawRandom(rows * numbersOfRow(key.shape.at(-2)!)) : { seed: 0, block: 0 };
  const scale = options.scale ?? 1 / Math.sqrt(Math.max(query.shape.at(-1)!, 1));
  return { scale, causal, queryOffset, p, ...random };
}
