import { requireWithin } from './length-options.ts';

/** How hypotheses of unequal lengths are compared, in the words of OpenNMT and fairseq. */
export interface RankingOptions {
  /** By what ln P(Y|X) is divided: see `Ranking`. Default 'average'. */
  readonly lengthPenalty?: 'none' | 'average' | 'gnmt';
  /** α ≥ 0 of the length penalty; the larger, the longer the outputs. Default 1. */
  readonly alpha?: number;
  /** What is subtracted where the source was not attended to once: see `Ranking`. Default 'none'. */
  readonly coveragePenalty?: 'none' | 'gnmt' | 'summary';
  /** β ≥ 0 of the coverage penalty. Default 0.2. */
  readonly beta?: number;
  /** Added for each token. Default 0. */
  readonly wordReward?: number;
}

/** A hypothesis as far as its rank depends on it. */
export interface Rankable {
  /** ln P(Y|X) ≤ 0. */
  readonly sum: number;
  /** |Y|, [end] included. */
  readonly length: number;
  /** Attention of each step over the source. */
  readonly attention: readonly ArrayLike<number>[];
}

/**
 * s(Y, X) = ln P(Y|X) / lp(Y) + r |Y| − β cp(X; Y), of finished hypotheses.
 *
 * lp: 'gnmt' (5 + |Y|)^α / (5 + 1)^α; 'average' |Y|^α, for α = 1 the mean over the tokens; 'none' 1.
 * With the coverage cᵢ = Σⱼ pᵢⱼ, the attention that source token i got, cp is: 'gnmt' −Σᵢ ln min(cᵢ, 1), which blames what was left out; 'summary' Σᵢ max(cᵢ, 1) − 1, which
 * blames what was looked at twice. The [end] of the source counts as a token.
 *
 * Sources: Wu et al. 2016, GNMT, section 7, equation 14; 'average' as fairseq's lenpen; 'summary' as OpenNMT's.
 */
export class Ranking {
  readonly #lengthPenalty: (length: number) => number;
  readonly #coveragePenalty: (coverage: Float64Array) => number;
  readonly #wordReward: number;
  /** Whether attention is asked for. */
  readonly needsAttention: boolean;

  /** @throws RangeFault for negative α or β. */
  constructor(where: string, options: RankingOptions) {
    const { lengthPenalty = 'average', alpha = 1, coveragePenalty = 'none', beta = 0.2 } = options;
    requireWithin(where, 'alpha', alpha, 0);
    requireWithin(where, 'beta', beta, 0);
    this.#lengthPenalty = lengthPenalties[lengthPenalty](alpha);
    this.#coveragePenalty = (coverage) => beta * coveragePenalties[coveragePenalty](coverage);
    this.#wordReward = options.wordReward ?? 0;
    requireWithin(where, 'wordReward', this.#wordReward, -Number.MAX_VALUE);
    this.needsAttention = coveragePenalty !== 'none' && beta > 0;
  }

  score({ sum, length, attention }: Rankable): number {
    const reward = this.#wordReward * length;
    const penalty = this.needsAttention ? this.#coveragePenalty(coverageOf(attention)) : 0;
    return sum / this.#lengthPenalty(length) + reward - penalty;
  }

  /** The best that can still come of an unfinished hypothesis: every token from here on is certain, and its length the luckiest. */
  bound(sum: number, shortest: number, longest: number): number {
    const reward = this.#wordReward * (this.#wordReward > 0 ? longest : shortest);
    return sum / this.#lengthPenalty(longest) + reward;
  }
}

const lengthPenalties: Record<
  NonNullable<RankingOptions['lengthPenalty']>,
  (alpha: number) => (length: number) => number
> = {
  none: () => () => 1,
  average: (alpha) => (length) => Math.max(1, length) ** alpha,
  gnmt: (alpha) => (length) => ((5 + length) / (5 + 1)) ** alpha,
};

const coveragePenalties: Record<
  NonNullable<RankingOptions['coveragePenalty']>,
  (coverage: Float64Array) => number
> = {
  none: () => 0,
  // Not quite 0, whose logarithm would make all such hypotheses alike.
  gnmt: (coverage) =>
    -coverage.reduce((sum, c) => sum + Math.log(Math.max(Math.min(c, 1), Number.MIN_VALUE)), 0),
  summary: (coverage) => coverage.reduce((sum, c) => sum + Math.max(c, 1) - 1, 0),
};

function coverageOf(attention: readonly ArrayLike<number>[]): Float64Array {
  const coverage = new Float64Array(attention[0]?.length ?? 0);
  for (const row of attention) coverage.forEach((c, i) => (coverage[i] = c + row[i]!));
  return coverage;
}
