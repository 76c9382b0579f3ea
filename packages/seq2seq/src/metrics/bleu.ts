import {
  bleuStatistics,
  maxOrder,
  segmentStatistics,
  type BleuStatistics,
} from './bleu-statistics.ts';
import { bleuTokenizers, bleuWords, type BleuTokenizer } from './bleu-tokenizers.ts';
import { corpusScore, type Metric, type MetricScore, type References } from './metric.ts';

/** What stands in for an n-gram precision of zero (Chen and Cherry 2014). */
export type BleuSmoothing = 'exp' | 'none' | 'floor' | 'add-k';

export interface BleuOptions {
  /** Default 13a, for raw text; `none` for text that is already split into words. */
  readonly tokenize?: BleuTokenizer;
  /** Compare in lower case. Default false. */
  readonly lowercase?: boolean;
  /** Default 'exp'. */
  readonly smoothing?: BleuSmoothing;
  /** The floor (default 0.1) or k (default 1). */
  readonly smoothingValue?: number;
  /** Leave out the orders that a short hypothesis has no n-grams of. Default false for a corpus, true for a sentence. */
  readonly effectiveOrder?: boolean;
}

export interface BleuDetails extends BleuStatistics {
  /** BLEU in percent, 0 … 100. */
  readonly score: number;
  /** Smoothed precisions of n-grams in percent, n = 1 … 4. */
  readonly precisions: readonly number[];
  readonly brevityPenalty: number;
}

export interface BleuScore extends BleuDetails, MetricScore {
  readonly score: number;
}

/**
 * BLEU of a corpus (Papineni et al. 2002), equal to sacreBLEU (Post 2018):
 *
 *     BLEU = BP · exp(1/4 Σₙ ln pₙ),   BP = min(1, exp(1 − r/c))
 *
 * pₙ is the share of the hypotheses' n-grams found in their references (clipped), c and r are the lengths of hypotheses and
 * closest references. `references[i]` is one reference of `hypotheses[i]` or a list of them. Throws RangeError for lists that do not
 * fit or an unknown option.
 */
export function corpusBleu(
  hypotheses: readonly string[],
  references: readonly References[],
  options: BleuOptions = {},
): BleuScore {
  return corpusScore(bleu(options), hypotheses, references);
}

/** BLEU of one sentence, with `effectiveOrder` on as sacreBLEU does; see `corpusBleu`. */
export function sentenceBleu(
  hypothesis: string,
  references: References,
  options: BleuOptions = {},
): BleuScore {
  return corpusBleu([hypothesis], [references], { effectiveOrder: true, ...options });
}

const defaultSmoothingValue: Readonly<Record<BleuSmoothing, number>> = {
  exp: 0,
  none: 0,
  floor: 0.1,
  'add-k': 1,
};

/** BLEU for `corpusScore`, `bootstrap` and `pairedBootstrap`; see `corpusBleu`. */
export function bleu({
  tokenize = '13a',
  lowercase = false,
  smoothing = 'exp',
  smoothingValue,
  effectiveOrder = false,
}: BleuOptions = {}): Metric<BleuDetails> {
  requireKnown('tokeniser', tokenize, bleuTokenizers);
  requireKnown('smoothing', smoothing, Object.keys(defaultSmoothingValue));
  const value = smoothingValue ?? defaultSmoothingValue[smoothing];
  const parametric = smoothing === 'floor' || smoothing === 'add-k';
  const words = (text: string): string[] => bleuWords(text, tokenize, lowercase);
  return {
    name: 'BLEU',
    lowerIsBetter: false,
    settings: [
      `case:${lowercase ? 'lc' : 'mixed'}`,
      `eff:${effectiveOrder ? 'yes' : 'no'}`,
      `tok:${tokenize}`,
      `smooth:${smoothing}${parametric ? `[${value.toFixed(2)}]` : ''}`,
    ].join('|'),
    statistics: (hypothesis, references) =>
      segmentStatistics(words(hypothesis), references.map(words)),
    evaluate(sums) {
      const statistics = bleuStatistics(sums);
      const { hypothesisLength: c, referenceLength: r } = statistics;
      const brevityPenalty = c >= r ? 1 : c > 0 ? Math.exp(1 - r / c) : 0;
      const { precisions, observedOrder } = smoothedPrecisions(statistics, smoothing, value);
      const order = effectiveOrder ? Math.max(1, observedOrder) : maxOrder;
      const meanLog = precisions.slice(0, order).reduce((sum, p) => sum + Math.log(p), 0) / order;
      return {
        ...statistics,
        score: brevityPenalty * Math.exp(meanLog),
        precisions,
        brevityPenalty,
      };
    },
  };
}

function requireKnown(what: string, name: string, known: readonly string[]): void {
  if (!known.includes(name)) {
    throw new RangeError(
      `BLEU: unknown ${what} ${JSON.stringify(name)} (known: ${known.join(', ')})`,
    );
  }
}

/** pₙ in percent, zero above the longest n-gram that occurs (`observedOrder`); all zero if nothing matches. */
function smoothedPrecisions(
  { counts, totals }: BleuStatistics,
  smoothing: BleuSmoothing,
  value: number,
): { precisions: number[]; observedOrder: number } {
  const precisions = Array.from({ length: maxOrder }, () => 0);
  if (counts.every((count) => count === 0)) return { precisions, observedOrder: 0 };
  let observedOrder = 0;
  let halvings = 1;
  for (const [i, rawTotal] of totals.entries()) {
    const added = smoothing === 'add-k' && i > 0 ? value : 0;
    const [count, total] = [counts[i]! + added, rawTotal + added];
    if (total === 0) break;
    observedOrder = i + 1;
    if (count > 0) {
      precisions[i] = (100 * count) / total;
    } else if (smoothing === 'exp') {
      halvings *= 2;
      precisions[i] = 100 / (halvings * total);
    } else if (smoothing === 'floor') {
      precisions[i] = (100 * value) / total;
    }
  }
  return { precisions, observedOrder };
}
