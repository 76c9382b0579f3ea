/** BLEU's n-grams go from one word to four. */
export const maxOrder = 4;

/** What BLEU counts in a segment; over a corpus these are added up. */
export interface BleuStatistics {
  /** Matched n-grams for n = 1 … 4, each at most as often as in the reference that has most of it. */
  readonly counts: number[];
  /** All n-grams of the hypothesis for n = 1 … 4. */
  readonly totals: number[];
  hypothesisLength: number;
  /** The length of the reference closest to the hypothesis; of two equally close the shorter. */
  referenceLength: number;
}

const zeros = (): number[] => Array.from({ length: maxOrder }, () => 0);

export function emptyStatistics(): BleuStatistics {
  return { counts: zeros(), totals: zeros(), hypothesisLength: 0, referenceLength: 0 };
}

/** Adds the counts of one segment to `sums`. */
export function addSegment(
  sums: BleuStatistics,
  hypothesis: readonly string[],
  references: readonly (readonly string[])[],
): void {
  const available = new Map<string, number>();
  for (const reference of references) {
    for (const [ngram, count] of countNgrams(reference)) {
      available.set(ngram, Math.max(available.get(ngram) ?? 0, count));
    }
  }
  for (const [ngram, count] of countNgrams(hypothesis)) {
    const order = ngram.split(' ').length - 1;
    sums.totals[order]! += count;
    sums.counts[order]! += Math.min(count, available.get(ngram) ?? 0);
  }
  sums.hypothesisLength += hypothesis.length;
  sums.referenceLength += closestLength(
    hypothesis.length,
    references.map(({ length }) => length),
  );
}

/** Every n-gram of one to four words, as its words with blanks between: words hold no blanks. */
function countNgrams(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start < words.length; start++) {
    let ngram = '';
    for (let end = start; end < Math.min(start + maxOrder, words.length); end++) {
      ngram += end === start ? words[end]! : ` ${words[end]!}`;
      counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
    }
  }
  return counts;
}

function closestLength(length: number, candidates: readonly number[]): number {
  return candidates.reduce((best, candidate) => {
    const closer = Math.abs(candidate - length) - Math.abs(best - length);
    return closer < 0 || (closer === 0 && candidate < best) ? candidate : best;
  });
}
