import { specialIndex } from '@rondo/data';
import { full, gather, logSumExp, scatterAdd, tensor, type Tensor } from '@rondo/tensor';
import type { ForbiddenTokens } from './forbidden-tokens.ts';
import type { TokenRules } from './token-rules.ts';

/** An output in the making. */
export interface OutputSoFar {
  readonly ids: readonly number[];
  /** The token that comes next in any case; it breaks the rules where it must. */
  readonly forced: number | undefined;
}

/** What may come next. */
export interface NextTokens {
  /** ln P of each token and `logSum` together, `[N, V]`; -∞ for tokens that must not come. */
  readonly scores: Tensor;
  /** One number a row, `[N, 1]`. */
  readonly logSum: Tensor;
}

/**
 * The tokens that may come next, from logits, after the repetition penalty. What is left is not scaled up: a rule never makes an output
 * more probable. The logits are overwritten: of a vocabulary, a copy takes longer than finding the best tokens in it.
 */
export function nextTokens(
  logits: Tensor,
  outputs: readonly OutputSoFar[],
  rules: TokenRules,
  forbidden: ForbiddenTokens,
): NextTokens {
  const penalized = penalizeRepetition(logits, outputs, rules.repetitionPenalty);
  const logSum = logSumExp(penalized, -1, { keepDim: true });
  const allowed = forbidden.ruleOut(penalized);
  const banned = outputs.map(({ ids, forced }) =>
    forced === undefined ? rules.bannedAfter(ids) : [],
  );
  const { places } = padded(banned);
  if (!places) return { scores: allowed, logSum };
  return { scores: scatterAdd(allowed, -1, places, full(places.shape, -Infinity)), logSum };
}

/**
 * Makes tokens that have come before less probable: x ← x / θ where x > 0, x · θ elsewhere, for the logit x of each of them (Keskar et al. 2019,
 * CTRL, section 4.1, for logits of both signs).
 */
function penalizeRepetition(
  logits: Tensor,
  outputs: readonly OutputSoFar[],
  penalty: number,
): Tensor {
  if (penalty === 1) return logits;
  const { places, filled } = padded(outputs.map(({ ids }) => [...new Set(ids)]));
  if (!places) return logits;
  const before = gather(logits, -1, places);
  const after = before.greater(0).where(before.div(penalty), before.mul(penalty));
  return scatterAdd(logits, -1, places, filled.where(after.sub(before), 0));
}

/** Lists of tokens side by side, int32 `[N, longest]`, and where there are any; nothing where all are empty. */
function padded(
  lists: readonly (readonly number[])[],
): { places: Tensor; filled: Tensor } | { places: undefined; filled: undefined } {
  const longest = lists.reduce((most, { length }) => Math.max(most, length), 0);
  if (longest === 0) return { places: undefined, filled: undefined };
  const places = new Int32Array(lists.length * longest).fill(specialIndex.pad);
  const filled = new Uint8Array(places.length);
  for (const [n, list] of lists.entries()) {
    places.set(list, n * longest);
    filled.fill(1, n * longest, n * longest + list.length);
  }
  const shape = [lists.length, longest];
  return { places: tensor(places, { shape }), filled: tensor(filled, { shape, dtype: 'bool' }) };
}
