import { commonNgrams, countNgrams, ngramCount } from './ngrams.ts';

/** BLEU's n-grams go from one word to four. */
export const maxOrder = 4;

/** What BLEU counts, in a segment or a corpus. */
export interface BleuStatistics {
  /** Matched n-grams for n = 1 … 4, each at most as often as in the reference that has most of it. */
  readonly counts: readonly number[];
  /** All n-grams of the hypothesis for n = 1 … 4. */
  readonly totals: readonly number[];
  readonly hypothesisLength: number;
  /** The length of the reference closest to the hypothesis; of two equally close the shorter. */
  readonly referenceLength: number;
}

/** The counts of one segment: both lengths, four counts, four totals. */
export function segmentStatistics(
  hypothesis: readonly string[],
  references: readonly (readonly string[])[],
): number[] {
  const { length } = hypothesis;
  const ngrams = countNgrams([hypothesis, ...references], maxOrder);
  return [
    length,
    closestLength(
      length,
      references.map((reference) => reference.length),
    ),
    ...ngrams.map(([own, ...others]) => commonNgrams(own!, others.reduce(largerCounts))),
    ...ngrams.map((_, i) => ngramCount(length, i + 1)),
  ];
}

export function bleuStatistics(sums: ArrayLike<number>): BleuStatistics {
  const [hypothesisLength = 0, referenceLength = 0, ...ngrams] = Array.from(sums);
  return {
    counts: ngrams.slice(0, maxOrder),
    totals: ngrams.slice(maxOrder),
    hypothesisLength,
    referenceLength,
  };
}

const largerCounts = (a: Int32Array, b: Int32Array): Int32Array =>
  a.map((count, g) => Math.max(count, b[g]!));

function closestLength(length: number, candidates: readonly number[]): number {
  return candidates.reduce((best, candidate) => {
    const closer = Math.abs(candidate - length) - Math.abs(best - length);
    return closer < 0 || (closer === 0 && candidate < best) ? candidate : best;
  });
}
