import type { WordCounts } from '../vocabulary/word-counts.ts';
import type { EmbeddingConfig } from './config.ts';

/** 32 bits that change with any word, count or option (FNV-1a; Fowler, Noll & Vo). */
export function fingerprint({ words, counts }: WordCounts, config: EmbeddingConfig): string {
  let hash = 0x811c9dc5;
  const add = (text: string): void => {
    for (let i = 0; i <= text.length; i++) {
      hash = Math.imul(hash ^ (i < text.length ? text.charCodeAt(i) : -1), 0x01000193);
    }
  };
  for (const word of words) add(word);
  add(counts.join());
  add(JSON.stringify(Object.entries(config).toSorted(([a], [b]) => (a < b ? -1 : 1))));
  return (hash >>> 0).toString(16).padStart(8, '0');
}
