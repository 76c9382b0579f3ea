import type { EmbeddingOptions } from '../training/config.ts';
import { EmbeddingTrainer } from '../training/trainer.ts';
import type { WordCounts } from '../vocabulary/word-counts.ts';

export interface Item2VecOptions extends Omit<EmbeddingOptions, 'window'> {
  /**
   * Items to each side that count as neighbours. Default 'basket': any two items of a history do, at a cost that grows with the
   * square of its length.
   */
  readonly window?: number | 'basket' | undefined;
}

/** Options that differ from those for words: there are far fewer items than words, and none is sub-sampled. */
const itemOptions = {
  dimensions: 64,
  epochs: 20,
  negatives: 10,
  learningRate: 0.1,
  dynamicWindow: false,
  subsample: 0,
} as const satisfies EmbeddingOptions;

/**
 * A trainer of item vectors: skip-gram with negative sampling over histories in place of sentences.
 *
 * Source: Barkan and Koenigstein 2016, "Item2Vec: Neural Item Embedding for Collaborative Filtering".
 */
export function item2vec(
  histories: readonly (readonly string[])[],
  catalogue: WordCounts,
  { window = 'basket', ...options }: Item2VecOptions = {},
): EmbeddingTrainer {
  const corpus = histories.map((items) => catalogue.encode(items));
  const farthest = Math.max(
    1,
    corpus.reduce((most, { length }) => Math.max(most, length - 1), 0),
  );
  return new EmbeddingTrainer({
    ...itemOptions,
    ...options,
    corpus,
    vocabulary: catalogue,
    window: window === 'basket' ? farthest : Math.min(window, farthest),
  });
}
