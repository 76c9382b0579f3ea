import type { TokenizerConfig } from '@rondo/data';
import { readText } from '@rondo/data/node';
import type { CodecConfig, RunConfig } from '@rondo/seq2seq';
import type { RunData } from './load-data.ts';

type NamedTokenizer = NonNullable<RunConfig['tokenizer']>['source'];

/** The tokenisers of a config, with merge lists read in so that a checkpoint needs no other file; else those that suit the data. */
export async function loadTokenizers(
  { tokenizer }: RunConfig,
  data: RunData,
): Promise<CodecConfig['tokenizers']> {
  if (!tokenizer) return data.tokenizers;
  return {
    source: await withMerges(tokenizer.source),
    target: await withMerges(tokenizer.target),
  };
}

async function withMerges(tokenizer: NamedTokenizer): Promise<TokenizerConfig> {
  if (tokenizer.kind !== 'subword') return tokenizer;
  return { ...tokenizer, merges: await readText(tokenizer.merges) };
}
