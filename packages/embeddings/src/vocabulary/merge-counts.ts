import { byFrequency } from './by-frequency.ts';
import { WordCounts } from './word-counts.ts';

/**
 * The words of either vocabulary, with the sum of their counts: for going on with a model on another corpus without losing the words
 * it knows (`initial` of `EmbeddingTrainer`).
 */
export function mergeCounts(a: WordCounts, b: WordCounts): WordCounts {
  const counts = new Map(a.words.map((word, i) => [word, a.counts[i]!]));
  for (const [i, word] of b.words.entries()) {
    counts.set(word, (counts.get(word) ?? 0) + b.counts[i]!);
  }
  const merged = [...counts].toSorted(byFrequency);
  return new WordCounts(
    merged.map(([word]) => word),
    merged.map(([, count]) => count),
  );
}
