import { RondoError } from '@rondo/tensor';
import type { ModelOptionsInput } from './config.ts';
import { Seq2Seq } from './seq2seq.ts';

/** What a model has to know of a vocabulary; `Vocabulary` is one. */
export interface VocabularySize {
  readonly size: number;
  /** Compared where one embedding table stands for both vocabularies. */
  readonly tokens?: readonly string[];
}

/**
 * A model of the family that a config names, with initial values: `createModel(config.model, { source, target })`.
 *
 * @throws ConfigError naming each fault of the config; RondoError for one embedding table of two vocabularies.
 */
export function createModel(
  options: ModelOptionsInput,
  { source, target }: { readonly source: VocabularySize; readonly target: VocabularySize },
): Seq2Seq {
  const { tiedEmbeddings } = options;
  if (tiedEmbeddings === 'all' || tiedEmbeddings === 'embeddings') {
    const differs = source.tokens?.findIndex((token, index) => token !== target.tokens?.[index]);
    if (source.tokens && target.tokens && differs !== undefined && differs >= 0) {
      throw new RondoError(
        `createModel: tiedEmbeddings '${tiedEmbeddings}' needs one vocabulary for both sides, but token ${differs} is '${source.tokens[differs]}' for the source and '${target.tokens[differs] ?? '(none)'}' for the target; share the vocabulary or tie 'target'`,
        { index: differs, source: source.tokens[differs], target: target.tokens[differs] },
      );
    }
  }
  return new Seq2Seq({ ...options, sourceVocabulary: source.size, targetVocabulary: target.size });
}
