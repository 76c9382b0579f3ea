import type { Seq2Seq } from '@rondo/seq2seq';

/** How many source tokens models can read: fewer than they have learned positions for, where they have. */
export function longestSource(models: readonly Seq2Seq[]): number {
  const limits = models.map(({ config }) =>
    config.family === 'transformer' && config.positions === 'learned'
      ? config.maxLength - 1
      : Infinity,
  );
  return Math.min(...limits);
}
