import { splitAtBlanks, withoutBlanks } from './blanks.ts';
import { corpusScore, type Metric, type MetricScore, type References } from './metric.ts';
import { commonNgrams, countNgrams, ngramCount } from './ngrams.ts';

export interface ChrfOptions {
  /** Longest n-gram of characters. Default 6. */
  readonly charOrder?: number;
  /** Longest n-gram of words: 0 (default) is chrF, 2 is chrF++. */
  readonly wordOrder?: number;
  /** Recall counts β² times as much as precision. Default 2. */
  readonly beta?: number;
  /** Compare in lower case. Default false. */
  readonly lowercase?: boolean;
  /** Blanks are characters, too. Default false: they are left out. */
  readonly whitespace?: boolean;
  /** Average F over all orders, as the authors' script does. Default false: average P and R over the orders that occur. */
  readonly epsSmoothing?: boolean;
}

export interface ChrfDetails {
  /** chrF in percent, 0 … 100. */
  readonly score: number;
  /** Mean precision and recall over the orders that occur on both sides, in percent. */
  readonly precision: number;
  readonly recall: number;
}

export interface ChrfScore extends ChrfDetails, MetricScore {
  readonly score: number;
}

/**
 * chrF of a corpus (Popović 2015), with `wordOrder: 2` chrF++ (Popović 2017), equal to sacreBLEU (Post 2018):
 *
 *     chrFβ = (1 + β²) P · R / (β² P + R)
 *
 * P and R are the shares of the hypotheses' and the references' n-grams that the other side has, too, averaged over the orders of
 * characters and words. Of several references the one with the best score of the sentence counts. Throws RangeError for lists that
 * do not fit or orders or a β that are none.
 */
export function corpusChrf(
  hypotheses: readonly string[],
  references: readonly References[],
  options: ChrfOptions = {},
): ChrfScore {
  return corpusScore(chrf(options), hypotheses, references);
}

/** chrF of one sentence; see `corpusChrf`. */
export function sentenceChrf(
  hypothesis: string,
  references: References,
  options: ChrfOptions = {},
): ChrfScore {
  return corpusChrf([hypothesis], [references], options);
}

/** chrF for `corpusScore`, `bootstrap` and `pairedBootstrap`; see `corpusChrf`. */
export function chrf({
  charOrder = 6,
  wordOrder = 0,
  beta = 2,
  lowercase = false,
  whitespace = false,
  epsSmoothing = false,
}: ChrfOptions = {}): Metric<ChrfDetails> {
  requireOrders(charOrder, wordOrder);
  if (!(beta > 0 && beta < Infinity)) {
    throw new RangeError(`chrF: expected a positive number as beta, received ${beta}`);
  }
  const evaluate = (sums: ArrayLike<number>): ChrfDetails => fScore(sums, beta, epsSmoothing);
  const charsAndWords = (segment: string): [chars: string[], words: string[]] => {
    const text = lowercase ? segment.toLowerCase() : segment;
    const chars = Array.from(whitespace ? text : withoutBlanks(text));
    return [chars, wordOrder > 0 ? chrfWords(text) : []];
  };
  return {
    name: `chrF${beta}${'+'.repeat(wordOrder)}`,
    lowerIsBetter: false,
    settings: [
      `case:${lowercase ? 'lc' : 'mixed'}`,
      `eff:${epsSmoothing ? 'no' : 'yes'}`,
      `nc:${charOrder}`,
      `nw:${wordOrder}`,
      `space:${whitespace ? 'yes' : 'no'}`,
    ].join('|'),
    statistics(hypothesis, references) {
      const sides = [hypothesis, ...references].map(charsAndWords);
      const byReference = [charOrder, wordOrder].map((order, kind) =>
        matches(
          sides.map((side) => side[kind]!),
          order,
        ),
      );
      return references
        .map((_, r) => byReference.flatMap((kind) => kind[r]!))
        .reduce((best, other) => (evaluate(other).score > evaluate(best).score ? other : best));
    },
    evaluate,
  };
}

function requireOrders(charOrder: number, wordOrder: number): void {
  const orders = [charOrder, wordOrder];
  if (
    !orders.every((order) => Number.isInteger(order) && order >= 0) ||
    charOrder + wordOrder < 1
  ) {
    throw new RangeError(
      `chrF: expected whole numbers that are not both 0 as charOrder and wordOrder, received ${charOrder} and ${wordOrder}`,
    );
  }
}

/** For each reference, n-grams of the hypothesis, of the reference, and in common, for n = 1 … maxOrder. */
function matches(
  [hypothesis, ...references]: readonly (readonly string[])[],
  maxOrder: number,
): number[][] {
  const ngrams = countNgrams([hypothesis!, ...references], maxOrder);
  return references.map(({ length }, r) =>
    ngrams.flatMap((counts, i) => {
      const available = ngramCount(length, i + 1);
      // What the reference is too short for is not held against the hypothesis.
      const total = available > 0 ? ngramCount(hypothesis!.length, i + 1) : 0;
      return [total, available, commonNgrams(counts[0]!, counts[r + 1]!)];
    }),
  );
}

function fScore(sums: ArrayLike<number>, beta: number, epsSmoothing: boolean): ChrfDetails {
  const epsilon = 1e-16;
  const orders = sums.length / 3;
  const f = (p: number, r: number): number => ((1 + beta ** 2) * p * r) / (beta ** 2 * p + r);
  let [precision, recall, sumF, effectiveOrders] = [0, 0, 0, 0];
  for (let i = 0; i < orders; i++) {
    const [total, available, common] = [sums[3 * i]!, sums[3 * i + 1]!, sums[3 * i + 2]!];
    const p = total > 0 ? common / total : epsilon;
    const r = available > 0 ? common / available : epsilon;
    sumF += p + r > 0 ? f(p, r) : epsilon;
    if (total > 0 && available > 0) {
      precision += p;
      recall += r;
      effectiveOrders++;
    }
  }
  if (effectiveOrders > 0) {
    precision /= effectiveOrders;
    recall /= effectiveOrders;
  }
  const share = epsSmoothing ? sumF / orders : precision + recall > 0 ? f(precision, recall) : 0;
  return { score: 100 * share, precision: 100 * precision, recall: 100 * recall };
}

const asciiPunctuation = /[!-/:-@[-`{-~]/u;

/** Words, with one punctuation mark split off: the last character, else the first. */
function chrfWords(text: string): string[] {
  return splitAtBlanks(text).flatMap((word) => {
    if (word.length > 1 && asciiPunctuation.test(word.at(-1)!)) {
      return [word.slice(0, -1), word.slice(-1)];
    }
    return word.length > 1 && asciiPunctuation.test(word[0]!) ? [word[0]!, word.slice(1)] : [word];
  });
}
