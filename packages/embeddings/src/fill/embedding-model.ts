import type { TokenizerConfig } from '@rondo/data';
import type { EmbeddingConfig } from '../training/config.ts';
import type { EmbeddingTrainer } from '../training/trainer.ts';
import type { WordVectors } from '../vectors/word-vectors.ts';
import type { WordCounts } from '../vocabulary/word-counts.ts';

/** All that was learned: the vectors of the words, and what predicts words from them. */
export interface EmbeddingModel {
  readonly vectors: WordVectors;
  readonly vocabulary: WordCounts;
  readonly config: EmbeddingConfig;
  /** The output table, `[rows, dimensions]`: a row for each word, or for each inner node of the tree of a hierarchical softmax. */
  readonly output: Float32Array;
  /** What makes words of text, where that is known. */
  readonly tokenizer?: TokenizerConfig;
}

/** The model of a trainer as it is now, as plain numbers. */
export async function trainedModel(
  trainer: EmbeddingTrainer,
  tokenizer?: TokenizerConfig,
): Promise<EmbeddingModel> {
  const { vocabulary, config, model } = trainer;
  const tables = model.stateDict();
  const output = (tables['output'] ?? tables['prediction.weight'])!;
  return {
    vectors: await trainer.vectors(),
    vocabulary,
    config,
    output: (await output.data()) as Float32Array,
    ...(tokenizer && { tokenizer }),
  };
}
