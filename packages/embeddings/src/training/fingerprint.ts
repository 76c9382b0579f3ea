import { Fingerprint } from '@rondo/training';
import type { WordCounts } from '../vocabulary/word-counts.ts';
import type { EmbeddingConfig } from './config.ts';

/** 32 bits that change with any word, count or option. */
export function fingerprint({ words, counts }: WordCounts, config: EmbeddingConfig): string {
  const own = new Fingerprint();
  for (const word of words) own.addText(word);
  own.addText(counts.join());
  own.addText(JSON.stringify(Object.entries(config).toSorted(([a], [b]) => (a < b ? -1 : 1))));
  return own.toString();
}
