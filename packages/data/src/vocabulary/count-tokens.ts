/**
 * Counts every token of the given streams of sentences; several streams give the counts of a joint vocabulary.
 *
 * @example countTokens([['a', 'dog']], [['ein', 'hund']])
 */
export function countTokens(
  ...streams: readonly Iterable<readonly string[]>[]
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const sentences of streams) {
    for (const tokens of sentences) {
      for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
    }
  }
  return counts;
}
