import {
  BytePairEncoding,
  HuggingFaceTokenizer,
  parseVocabulary,
  sentencePieceConfig,
  type TokenizerConfig,
} from '@rondo/data';
import { readBytes, readText } from '@rondo/data/node';
import type { CodecConfig, RunConfig } from '@rondo/seq2seq';
import { atPlace, CliError } from '../errors.ts';
import { learnMerges, type LearnedMerges } from './learn-merges.ts';
import type { RunData } from './load-data.ts';

type NamedTokenizer = NonNullable<RunConfig['tokenizer']>['source'];

/**
 * The tokenisers of a config, with the files that they name read in so that a checkpoint needs no other file; else those that suit the data.
 * Merges that are to be learned are learned from the training data, unless they were before.
 */
export async function loadTokenizers(
  { tokenizer }: Pick<RunConfig, 'tokenizer'>,
  data: Pick<RunData, 'train' | 'tokenizers'>,
  learnedBefore?: LearnedMerges,
): Promise<CodecConfig['tokenizers']> {
  if (!tokenizer) return data.tokenizers;
  const learned = learnedBefore ?? (await learnMerges(tokenizer, data.train));
  return {
    source: await withFiles(tokenizer.source, learned.source),
    target: await withFiles(tokenizer.target, learned.target),
  };
}

async function withFiles(
  named: NamedTokenizer,
  learned: string | undefined,
): Promise<TokenizerConfig> {
  switch (named.kind) {
    case 'subword': {
      const { vocabulary, learn: _, ...rest } = named;
      // The schema sees to it that there is a file where nothing is learned.
      const merges = learned ?? (await readMerges(named.merges!));
      if (vocabulary === undefined) return { ...rest, merges };
      return { ...rest, merges, vocabulary: await readVocabulary(vocabulary, rest) };
    }
    case 'sentencepiece':
      return sentencePieceConfig(await readBytes(named.model), named.model);
    case 'huggingface': {
      const json = decodeUtf8(named.json, await readBytes(named.json));
      // Loads the package, too, without which no codec can be made of it.
      await HuggingFaceTokenizer.parse(json, { name: named.json });
      return { kind: named.kind, json };
    }
    default:
      return named;
  }
}

/** Looks at the text as soon as it is read, so that its faults are those of the file. */
async function readMerges(path: string): Promise<string> {
  const text = await readText(path);
  await atPlace(path, () => BytePairEncoding.fromMerges(text));
  return text;
}

async function readVocabulary(
  path: string,
  { vocabularyThreshold }: { readonly vocabularyThreshold?: number | undefined },
): Promise<string> {
  const text = await readText(path);
  await atPlace(path, () => parseVocabulary(text, vocabularyThreshold));
  return text;
}

function decodeUtf8(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new CliError(`${path}: not valid UTF-8; copy or download it again`, error);
  }
}
