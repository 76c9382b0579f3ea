import type { Contradiction } from './contradictions.ts';
import type { RecurrentModelOptions } from './model-schema.ts';

interface Parts {
  readonly model: Pick<RecurrentModelOptions, 'tiedEmbeddings'>;
  readonly vocabulary: { readonly shared: boolean };
}

/** Parts of a run that are right by themselves and do not go together. */
export function runContradictions({ model, vocabulary }: Parts): Contradiction[] {
  const { tiedEmbeddings } = model;
  if (vocabulary.shared || tiedEmbeddings === 'none' || tiedEmbeddings === 'target') return [];
  const message =
    `'${tiedEmbeddings}' is one table for the tokens of both sides, which needs one vocabulary; ` +
    "set vocabulary.shared to true, or take 'target' or 'none'";
  return [{ key: 'model.tiedEmbeddings', message }];
}
