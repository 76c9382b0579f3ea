import { HuggingFaceTokenizer, sentencePieceConfig, type TokenizerConfig } from '@rondo/data';
import { readBytes, readText } from '@rondo/data/node';
import type { CodecConfig, RunConfig } from '@rondo/seq2seq';
import type { RunData } from './load-data.ts';

type NamedTokenizer = NonNullable<RunConfig['tokenizer']>['source'];

/** The tokenisers of a config, with the files that they name read in so that a checkpoint needs no other file; else those that suit the data. */
export async function loadTokenizers(
  { tokenizer }: RunConfig,
  data: RunData,
): Promise<CodecConfig['tokenizers']> {
  if (!tokenizer) return data.tokenizers;
  return {
    source: await withFiles(tokenizer.source),
    target: await withFiles(tokenizer.target),
  };
}

async function withFiles(named: NamedTokenizer): Promise<TokenizerConfig> {
  switch (named.kind) {
    case 'subword': {
      const { vocabulary, ...rest } = named;
      const merges = await readText(named.merges);
      if (vocabulary === undefined) return { ...rest, merges };
      return { ...rest, merges, vocabulary: await readText(vocabulary) };
    }
    case 'sentencepiece':
      return sentencePieceConfig(await readBytes(named.model), named.model);
    case 'huggingface': {
      const json = new TextDecoder().decode(await readBytes(named.json));
      // Loads the package, too, without which no codec can be made of it.
      await HuggingFaceTokenizer.parse(json, { name: named.json });
      return { kind: named.kind, json };
    }
    default:
      return named;
  }
}
