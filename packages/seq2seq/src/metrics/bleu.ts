import { addSegment, emptyStatistics, maxOrder, type BleuStatistics } from './bleu-statistics.ts';
import { bleuTokenizers, bleuWords, type BleuTokenizer } from './bleu-tokenizers.ts';

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

/** One reference translation or several. */
export type References = string | readonly string[];

export interface BleuScore extends Readonly<BleuStatistics> {
  /** BLEU in percent, 0 … 100. */
  readonly score: number;
  /** Smoothed precisions of n-grams in percent, n = 1 … 4. */
  readonly precisions: readonly number[];
  readonly brevityPenalty: number;
  /** How it was computed, in sacreBLEU's words but for the version. */
  readonly signature: string;
}

/**
 * BLEU of a corpus (Papineni et al. 2002), equal to sacreBLEU:
 *
 *     BLEU = BP · exp(1/4 Σₙ ln pₙ),   BP = min(1, exp(1 − r/c))
 *
 * pₙ is the share of the hypotheses' n-grams found in their references (clipped), c and r are the lengths of hypotheses and
 * closest references. `references[i]` is one reference of `hypotheses[i]` or a list of them.
 */
export function corpusBleu(
  hypotheses: readonly string[],
  references: readonly References[],
  options: BleuOptions = {},
): BleuScore {
  if (hypotheses.length !== references.length) {
    throw new RangeError(
      `corpusBleu: expected one entry in references for each hypothesis, received ${references.length} for ${hypotheses.length} hypotheses`,
    );
  }
  const { tokenize = '13a', lowercase = false } = options;
  if (!bleuTokenizers.includes(tokenize)) {
    throw new RangeError(
      `corpusBleu: unknown tokeniser ${JSON.stringify(tokenize)} (known: ${bleuTokenizers.join(', ')})`,
    );
  }
  const words = (text: string): string[] => bleuWords(text, tokenize, lowercase);
  const sums = emptyStatistics();
  let mostReferences = 0;
  let fewestReferences = Infinity;
  for (const [i, hypothesis] of hypotheses.entries()) {
    const candidates = [references[i]!].flat();
    if (candidates.length === 0) {
      throw new RangeError(`corpusBleu: hypothesis ${i} has no reference; give it at least one`);
    }
    mostReferences = Math.max(mostReferences, candidates.length);
    fewestReferences = Math.min(fewestReferences, candidates.length);
    addSegment(sums, words(hypothesis), candidates.map(words));
  }
  const varies = fewestReferences < mostReferences;
  return bleuFromStatistics(sums, options, varies ? 'var' : String(mostReferences));
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

/** The score of statistics added up over a corpus; `referenceCount` is only for the signature. */
function bleuFromStatistics(
  statistics: BleuStatistics,
  options: BleuOptions,
  referenceCount: string,
): BleuScore {
  const { smoothing = 'exp', effectiveOrder = false } = options;
  if (!Object.hasOwn(defaultSmoothingValue, smoothing)) {
    throw new RangeError(
      `BLEU: unknown smoothing ${JSON.stringify(smoothing)} (known: ${Object.keys(defaultSmoothingValue).join(', ')})`,
    );
  }
  const value = options.smoothingValue ?? defaultSmoothingValue[smoothing];
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
    signature: signatureOf(options, smoothing, value, referenceCount),
  };
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

function signatureOf(
  { lowercase = false, effectiveOrder = false, tokenize = '13a' }: BleuOptions,
  smoothing: BleuSmoothing,
  value: number,
  referenceCount: string,
): string {
  const parametric = smoothing === 'floor' || smoothing === 'add-k';
  return [
    `nrefs:${referenceCount}`,
    `case:${lowercase ? 'lc' : 'mixed'}`,
    `eff:${effectiveOrder ? 'yes' : 'no'}`,
    `tok:${tokenize}`,
    `smooth:${smoothing}${parametric ? `[${value.toFixed(2)}]` : ''}`,
    'version:rondo',
  ].join('|');
}
