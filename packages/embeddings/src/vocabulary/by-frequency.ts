/** The order of a vocabulary: the most frequent words first, equal counts in the order of their characters. */
export function byFrequency(
  [a, m]: readonly [word: string, count: number],
  [b, n]: readonly [word: string, count: number],
): number {
  return n - m || (a < b ? -1 : 1);
}
