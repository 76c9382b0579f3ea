import {
  encodePairs,
  tokenBatches,
  type EncodedPair,
  type SentencePair,
  type TokenBatches,
} from '@rondo/data';
import {
  corpusBleu,
  joinSubwords,
  textComparison,
  validate,
  type BleuScore,
  type Codec,
  type ModelCheckpoint,
  type TextComparison,
  type TextComparisonOptions,
} from '@rondo/seq2seq';
import { CliError } from '../errors.ts';
import { Total } from '../scoring/score-window.ts';
import type { LoadedTranslator } from '../training/load-translator.ts';
import { longestSource } from '../translation/longest-source.ts';
import { translateOptions, type TranslationSettings } from '../translation/settings.ts';
import { textMatcher } from './text-matcher.ts';

/** How to compare is as `textComparison` says unless told. */
export interface EvaluateOptions extends TextComparisonOptions {
  /** How to decode; default: greedy search. */
  readonly settings?: TranslationSettings;
  /** Most tokens of a side of a pair; default: what the model can read. */
  readonly longest?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What is measured. */
export type EvaluatedModels = Pick<LoadedTranslator, 'translator' | 'models' | 'checkpoint'>;

/** How well a model translates. */
export interface Evaluation extends TextComparison {
  readonly sentences: number;
  /** Tokens of the longer side of each pair. */
  readonly lengths: readonly number[];
  /** Most of them: the output for a longer pair is empty, and it is left out of the loss. */
  readonly longest: number;
  /** Per target token, teacher-forced, in nats. */
  readonly loss: number;
  readonly perplexity: number;
  readonly bleu: BleuScore;
  /** Share of outputs that are the same tokens as their reference. */
  readonly exactMatch: number;
  /** Which outputs are. */
  readonly matches: readonly boolean[];
  /** Of decoding alone. */
  readonly seconds: number;
  /** What was compared. */
  readonly outputs: readonly string[];
  readonly references: readonly string[];
}

/**
 * Loss, BLEU and exact matches of a model, or of several as one, on sentence pairs.
 * @throws CliError where all pairs are too long.
 */
export async function evaluateModel(
  models: EvaluatedModels,
  pairs: readonly SentencePair[],
  { settings, longest: most = Infinity, signal, onProgress, ...told }: EvaluateOptions = {},
): Promise<Evaluation> {
  const { translator } = models;
  const { codec } = translator;
  const longest = Math.min(most, longestSource(models.models));
  const lengths = pairs.map((pair) => longerSide(pair, codec));
  const places = [...pairs.keys()].filter((place) => lengths[place]! <= longest);
  if (places.length === 0) {
    throw new CliError(
      `each of the ${pairs.length} pairs has a side of more than ${longest} tokens; name shorter ones, or set --longest higher where the model can read more`,
    );
  }
  const read = places.map((place) => pairs[place]!);
  const { loss, perplexity } = await lossOf(models, read, signal);
  const start = performance.now();
  const translations = await translator.translate(
    read.map(({ source }) => source),
    { ...(settings && translateOptions(settings, read.length)), onProgress, signal },
  );
  const seconds = (performance.now() - start) / 1000;
  const { target: split } = codec.config.tokenizers;
  const texts = pairs.map(({ target }) => target);
  const comparison = textComparison(split, texts, told);
  const { tokenize, lowercase } = comparison;
  const joined = (text: string): string => (comparison.joinSubwords ? joinSubwords(text) : text);
  const outputs = pairs.map(() => '');
  for (const [n, place] of places.entries()) outputs[place] = joined(translations[n]!.text);
  const references = texts.map(joined);
  const isSame = textMatcher(split, { lowercase });
  const matches = outputs.map((output, i) => isSame(output, references[i]!));
  return {
    sentences: pairs.length,
    lengths,
    longest,
    loss,
    perplexity,
    bleu: corpusBleu(outputs, references, { tokenize, lowercase }),
    exactMatch: matches.filter(Boolean).length / pairs.length,
    matches,
    ...comparison,
    seconds,
    outputs,
    references,
  };
}

/** The loss as `validate` finds it; of several models that of the mean of their probabilities. */
async function lossOf(
  { models, translator, checkpoint }: EvaluatedModels,
  pairs: readonly SentencePair[],
  signal: AbortSignal | undefined,
): Promise<{ loss: number; perplexity: number }> {
  const [model] = models;
  if (model && models.length === 1) {
    return validate(model, batchesOf(encodePairs(pairs, translator.codec), checkpoint.config));
  }
  const total = new Total();
  for (const scores of await translator.score(pairs, { signal })) total.add({ scores });
  const { perplexity } = total;
  return { loss: Math.log(perplexity), perplexity };
}

function longerSide({ source, target }: SentencePair, codec: Codec): number {
  return Math.max(
    codec.source.tokenizer.tokenize(source).length,
    codec.target.tokenizer.tokenize(target).length,
  );
}

/** Pairs in the batches of training, but in order, and with room for the longest of them. */
export function batchesOf(
  pairs: readonly EncodedPair[],
  { training }: ModelCheckpoint['config'],
): TokenBatches {
  const longest = pairs.reduce(
    (most, { source, target }) => Math.max(most, source.length, target.length),
    0,
  );
  const { maxTokens } = training;
  return tokenBatches(pairs, {
    maxTokens: Math.max(maxTokens === 'auto' ? 0 : maxTokens, longest + 1),
    shuffle: false,
  });
}
