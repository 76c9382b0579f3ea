import { buildCodec, type Codec, type RunConfig } from '@rondo/seq2seq';
import type { LearnedMerges } from './learn-merges.ts';
import type { RunData } from './load-data.ts';
import { loadTokenizers } from './load-tokenizers.ts';

/**
 * How a run reads and writes text: by the tokenisers of its config and the words of its training data. Where the config names none and the
 * model of the run has been trained before (`first`), its tokenisers stay, and its vocabularies, to which new words are added.
 */
export async function codecFor(
  { tokenizer, vocabulary }: Pick<RunConfig, 'tokenizer' | 'vocabulary'>,
  data: Pick<RunData, 'train' | 'tokenizers'>,
  first?: Codec,
  learnedBefore?: LearnedMerges,
): Promise<Codec> {
  const { shared, minFrequency, maxSize } = vocabulary;
  const options = { shared, minFrequency, ...(maxSize !== undefined && { maxSize }) };
  if (first && !tokenizer) {
    return buildCodec(data.train, first.config.tokenizers, { ...options, extend: first });
  }
  const tokenizers = await loadTokenizers({ tokenizer }, data, learnedBefore);
  return buildCodec(data.train, tokenizers, options);
}
