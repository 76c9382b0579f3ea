import { Fingerprint } from '@rondo/training';
import type { WordCounts } from '../vocabulary/word-counts.ts';
import type { EmbeddingConfig } from './config.ts';

/** What may change when a run goes on: how long, and how fast. */
const free = new Set(['epochs', 'learningRate', 'minLearningRate']);

/** 32 bits that change with any word, count or option but those. */
export function fingerprint({ words, counts }: WordCounts, config: EmbeddingConfig): string {
  const own = new Fingerprint();
  for (const word of words) own.addText(word);
  own.addText(counts.join());
  const options = Object.entries(config).filter(([name]) => !free.has(name));
  own.addText(JSON.stringify(options.toSorted(([a], [b]) => (a < b ? -1 : 1))));
  return own.toString();
}
