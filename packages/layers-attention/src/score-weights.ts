import { any, logicalAnd, scope, softmax, where, type Tensor } from '@rondo/tensor';
import { oneMask, resolveMasks, type AttentionMasks } from './attention-masks.ts';

/** What attention of one head computes. */
export interface Context {
  /** The mean of the values, weighed for each query: `[N, T1, V]`. */
  readonly context: Tensor;
  /** How much of each value is in it, `[N, T1, T2]`: rows sum to 1, or to 0 where a query may attend to nothing. */
  readonly weights: Tensor;
}

/** What attention of one head takes besides query and memory. */
export interface ScoreAttentionInputs extends AttentionMasks {
  /** What `project` made of the memory, to compute it once for many calls. */
  readonly keys?: Tensor | undefined;
  /** What is averaged, `[N, T2, V]` (the memory itself). */
  readonly value?: Tensor | undefined;
}

/** Weights = softmax(scores + bias) over the keys that may be attended to, context = weights · value; scores `[N, T1, T2]`. */
export function contextOf(
  place: { toString(): string },
  scores: Tensor,
  value: Tensor,
  masks: AttentionMasks,
): Context {
  const [N, T1, T2] = scores.shape as [number, number, number];
  const { backend } = scores.storage;
  return scope(() => {
    const limits = resolveMasks(place, masks, { N, H: 1, T1, T2 }, backend);
    const bias = limits.bias?.squeeze(1);
    const given = oneMask(limits, { T1, T2 }, backend)?.squeeze(1);
    // A bias of -∞ forbids as well, and a row of nothing else would be NaN.
    const finite = bias?.greater(-Infinity);
    const allowed = given && finite ? logicalAnd(given, finite) : (given ?? finite);
    const weights = allowedSoftmax(bias ? scores.add(bias) : scores, allowed);
    return { context: weights.matmul(value), weights };
  });
}

function allowedSoftmax(scores: Tensor, allowed: Tensor | undefined): Tensor {
  if (!allowed) return softmax(scores);
  const weights = softmax(where(allowed, scores, -Infinity));
  return where(any(allowed, -1, { keepDim: true }), weights, 0);
}
