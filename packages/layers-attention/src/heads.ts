import {
  attentionFused,
  attentionWeights,
  randomState,
  scaledDotProductAttention,
  scope,
  setRandomState,
  type AttentionOptions,
  type Tensor,
} from '@rondo/tensor';

/** x `[N, T, H·D]` as `[N, T, H, D]`: head h has the columns h·D to (h+1)·D. A view. */
export function splitHeads(x: Tensor, headDim: number): Tensor {
  const [N, T, width] = x.shape as [number, number, number];
  return x.reshape([N, T, width / headDim, headDim]);
}

/** The opposite: `[N, T, H, D]` → `[N, T, H·D]`. */
export function mergeHeads(x: Tensor): Tensor {
  const [N, T, H, D] = x.shape as [number, number, number, number];
  return x.reshape([N, T, H * D]);
}

/**
 * `scaledDotProductAttention` of heads that lie side by side in each step, as projections make them: q `[N, T1, H, D]`, k and v
 * `[N, T2, K, D]` → `[N, T1, H, D]`; mask and bias have four axes. It is the op itself: its arguments are checked beforehand.
 */
export function attendWithHeads(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  options: AttentionOptions & { readonly scale: number },
): Tensor {
  const { mask, bias, keyLengths, causal = false, queryOffset = 0, scale, dropout = 0 } = options;
  if (dropout > 0) {
    // The place in the random stream is drawn there.
    const [query, key, value] = [q, k, v].map((x) => x.transpose(1, 2)) as [Tensor, Tensor, Tensor];
    return scope(() => scaledDotProductAttention(query, key, value, options).transpose(1, 2));
  }
  const attributes = { scale, causal, queryOffset, p: 0, seed: 0, block: 0 };
  return attentionFused.run([q, k, v, mask, bias, keyLengths], attributes)[0]!;
}

/**
 * The weights of `attendWithHeads` on the same arguments, which is called after it: q `[N, T1, H, D]`, k `[N, T2, K, D]` → `[N, H, T1, T2]`.
 */
export function headWeights(q: Tensor, k: Tensor, options: AttentionOptions): Tensor {
  const before = randomState();
  const weights = attentionWeights(q.transpose(1, 2), k.transpose(1, 2), options);
  // Both draw the same numbers, so that what is shown is what was used.
  setRandomState(before);
  return weights;
}
