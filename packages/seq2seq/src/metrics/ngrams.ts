/**
 * How often each n-gram occurs in each of some sequences, for n = 1 … maxOrder: `counts[n − 1][s][g]` is the count in sequence s of the
 * n-gram of number g. Equal n-grams have the same number in all sequences.
 */
export function countNgrams(
  sequences: readonly (readonly string[])[],
  maxOrder: number,
): Int32Array[][] {
  const symbolNumbers = new Map<string, number>();
  const symbols = sequences.map((sequence) =>
    Int32Array.from(sequence, (symbol) => numberOf(symbol, symbolNumbers)),
  );
  if (maxOrder === 0) return [];
  const counts = [tally(symbols, symbolNumbers.size)];
  let ngrams = symbols;
  for (let n = 2; n <= maxOrder; n++) {
    const numbers = new Map<number, number>();
    ngrams = ngrams.map((prefixes, s) => {
      const longer = new Int32Array(Math.max(0, prefixes.length - 1));
      for (let i = 0; i < longer.length; i++) {
        // An n-gram is its first n − 1 symbols and its last one.
        const key = prefixes[i]! * symbolNumbers.size + symbols[s]![i + n - 1]!;
        longer[i] = numberOf(key, numbers);
      }
      return longer;
    });
    counts.push(tally(ngrams, numbers.size));
  }
  return counts;
}

/** Σ min(a, b): how many n-grams two counts have in common. */
export function commonNgrams(a: Int32Array, b: Int32Array): number {
  let common = 0;
  for (let g = 0; g < a.length; g++) common += Math.min(a[g]!, b[g]!);
  return common;
}

/** The number of n-grams in a sequence. */
export const ngramCount = (length: number, n: number): number => Math.max(0, length - n + 1);

/** Numbers things 0, 1, 2, … in the order in which they first come. */
function numberOf<Thing>(thing: Thing, numbers: Map<Thing, number>): number {
  const known = numbers.get(thing);
  if (known !== undefined) return known;
  numbers.set(thing, numbers.size);
  return numbers.size - 1;
}

const tally = (sequences: readonly Int32Array[], size: number): Int32Array[] =>
  sequences.map((sequence) => {
    const counts = new Int32Array(size);
    for (let i = 0; i < sequence.length; i++) counts[sequence[i]!]!++;
    return counts;
  });
