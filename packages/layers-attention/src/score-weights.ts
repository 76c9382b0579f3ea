import {
  any,
  logicalAnd,
  RangeFault,
  scope,
  softmax,
  where,
  type Backend,
  type Place,
  type Tensor,
} from '@rondo/tensor';
import { maskNames, oneMask, resolveMasks, type AttentionMasks } from './attention-masks.ts';

/** What attention of one head computes. */
export interface Context {
  /** The mean of the values, weighed for each query: `[N, T1, V]`. */
  readonly context: Tensor;
  /** How much of each value is in it, `[N, T1, T2]`: rows sum to 1, or to 0 where a query may attend to nothing. */
  readonly weights: Tensor;
}

/** The context alone, of a call that does not want weights. */
export interface ContextOnly {
  readonly context: Tensor;
  readonly weights: undefined;
}

/** What attention of one head takes besides query and memory. */
export interface ScoreAttentionInputs extends AttentionMasks {
  /** What `project` made of the memory, to compute it once for many calls; padding in it must be numbers. */
  readonly keys?: Tensor | undefined;
  /** What is averaged, `[N, T2, V]` (the memory itself). */
  readonly value?: Tensor | undefined;
  /** Whether to return the weights (true). */
  readonly needWeights?: boolean | undefined;
}

/** A call that does not want weights. */
export interface NoWeights {
  readonly needWeights: false;
}

export const scoreInputNames = [...maskNames, 'keys', 'value', 'needWeights'] as const;

/** @throws RangeFault for what is no truth value; and for a padding mask, which only layers with a `maskSense` take. */
export function checkScoreInputs(
  place: Place,
  { needWeights, keyPaddingMask }: ScoreAttentionInputs,
): void {
  if (needWeights !== undefined && typeof needWeights !== 'boolean') {
    throw new RangeFault(
      `${place.toString()}: expected needWeights true or false, received ${String(needWeights)}; there is one head`,
      { needWeights },
    );
  }
  if (keyPaddingMask) {
    throw new RangeFault(
      `${place.toString()}: expected no keyPaddingMask; give keyLengths, or a mask`,
      {},
    );
  }
}

/** What limits scores `[N, T1, T2]`. */
export interface ScoreLimits {
  readonly bias: Tensor | undefined;
  /** Broadcasts to the scores; undefined where all is allowed. */
  readonly allowed: Tensor | undefined;
}

/** Masks of one head. @throws ShapeError, DTypeError or RangeFault naming what does not fit. */
export function scoreLimits(
  place: Place,
  masks: AttentionMasks,
  sizes: { readonly N: number; readonly T1: number; readonly T2: number },
  backend: Backend,
): ScoreLimits {
  const limits = resolveMasks(place, masks, { ...sizes, H: 1 }, backend);
  const bias = limits.bias?.squeeze(1);
  const given = oneMask(limits, sizes, backend)?.squeeze(1);
  // A bias of -∞ forbids as well, and a row of nothing else would be NaN.
  const finite = bias?.greater(-Infinity);
  return { bias, allowed: given && finite ? logicalAnd(given, finite) : (given ?? finite) };
}

/** x `[N, T2, ..]` with 0 where no query may attend, so that not even NaN there reaches anything. */
export function knownKeys(x: Tensor, { allowed }: ScoreLimits): Tensor {
  return allowed ? where(any(allowed, -2).unsqueeze(-1), x, 0) : x;
}

/** x `[N, T1, ..]` with 0 where a query may attend to nothing. */
export function knownQueries(x: Tensor, { allowed }: ScoreLimits): Tensor {
  return allowed ? where(any(allowed, -1, { keepDim: true }), x, 0) : x;
}

/** Weights = softmax(scores + bias) over the keys that may be attended to, context = weights · value; scores `[N, T1, T2]`. */
export function contextOf(scores: Tensor, value: Tensor, { bias, allowed }: ScoreLimits): Context {
  return scope(() => {
    const weights = allowedSoftmax(bias ? scores.add(bias) : scores, allowed);
    return { context: weights.matmul(value), weights };
  });
}

function allowedSoftmax(scores: Tensor, allowed: Tensor | undefined): Tensor {
  if (!allowed) return softmax(scores);
  const weights = softmax(where(allowed, scores, -Infinity));
  return where(any(allowed, -1, { keepDim: true }), weights, 0);
}
