import { shuffle, type Random } from '../random/random.ts';

/** The lengths of every pair, [end] included. */
export interface PairLengths {
  readonly source: Int32Array;
  readonly target: Int32Array;
}

export interface PlanOptions {
  readonly maxTokens: number;
  readonly maxSentences: number;
  readonly sortWithin: number;
}

/**
 * Groups pairs of similar length: the members of each batch, by pair number.
 *
 * Pairs are shuffled and sorted by target, then source length within windows of `sortWithin` pairs, so that equal lengths
 * come in random order. A batch takes pairs while size × longest side stays within `maxTokens`. The order of the batches is
 * shuffled last. Without `random` nothing is shuffled.
 */
export function planBatches(
  members: Int32Array,
  { source, target }: PairLengths,
  { maxTokens, maxSentences, sortWithin }: PlanOptions,
  random: Random | undefined,
): Int32Array[] {
  const order = random === undefined ? members.slice() : shuffle(members.slice(), random);
  const byLength = (a: number, b: number): number =>
    target[a]! - target[b]! || source[a]! - source[b]!;
  const batches: Int32Array[] = [];
  for (let from = 0; from < order.length;) {
    const to = Math.min(order.length, from + sortWithin);
    // A stable sort: pairs of equal lengths keep their shuffled order.
    const window = Array.from(order.subarray(from, to)).toSorted(byLength);
    for (let first = 0; first < window.length;) {
      let longest = 0;
      let next = first;
      for (; next < window.length && next - first < maxSentences; next++) {
        const pair = window[next]!;
        longest = Math.max(longest, source[pair]!, target[pair]!);
        if ((next - first + 1) * longest > maxTokens) break;
      }
      batches.push(Int32Array.from(window.slice(first, next)));
      first = next;
    }
    from = to;
  }
  return random === undefined ? batches : shuffle(batches, random);
}
