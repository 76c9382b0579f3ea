import {
  encodePairs,
  tokenBatches,
  type EncodedPair,
  type SentencePair,
  type TokenBatches,
} from '@rondo/data';
import {
  corpusBleu,
  Translator,
  validate,
  type BleuScore,
  type ModelCheckpoint,
  type Translation,
} from '@rondo/seq2seq';
import { translateOptions, type TranslationSettings } from '../translation/settings.ts';
import { hasSubwords, joinSubwords } from './join-subwords.ts';
import type { MetricSettings } from './metrics.ts';
import { lowercases, textMatcher } from './text-matcher.ts';

export interface EvaluateOptions {
  /** How BLEU splits words; default: none where the references are split into pieces, else 13a. */
  readonly tokenize?: MetricSettings['tokenize'] | undefined;
  /** How to decode; default: greedy search. */
  readonly settings?: TranslationSettings;
  readonly signal?: AbortSignal;
  /** Compare in lower case; default: where the model's own target tokeniser lower-cases. */
  readonly lowercase?: boolean | undefined;
  /** Join pieces that end in `@@` before comparing; default: where the references have some. */
  readonly joinSubwords?: boolean | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** How well a model translates. */
export interface Evaluation {
  readonly sentences: number;
  /** Per target token, teacher-forced, in nats. */
  readonly loss: number;
  readonly perplexity: number;
  readonly bleu: BleuScore;
  /** Share of outputs that are the same tokens as their reference. */
  readonly exactMatch: number;
  /** Which outputs are. */
  readonly matches: readonly boolean[];
  readonly tokenize: MetricSettings['tokenize'];
  readonly lowercase: boolean;
  /** Whether pieces were joined. */
  readonly joined: boolean;
  /** Of decoding alone. */
  readonly seconds: number;
  readonly translations: readonly Translation[];
  /** What was compared. */
  readonly outputs: readonly string[];
  readonly references: readonly string[];
}

/** Loss, BLEU and exact matches of a model on sentence pairs. */
export async function evaluateModel(
  { model, codec, config }: Pick<ModelCheckpoint, 'model' | 'codec' | 'config'>,
  pairs: readonly SentencePair[],
  {
    joinSubwords: joins = pairs.some(({ target }) => hasSubwords(target)),
    tokenize = joins ? 'none' : '13a',
    lowercase = lowercases(codec.config.tokenizers.target),
    settings,
    signal,
    onProgress,
  }: EvaluateOptions = {},
): Promise<Evaluation> {
  const batches = batchesOf(encodePairs(pairs, codec), config);
  const { loss, perplexity } = await validate(model, batches);
  const start = performance.now();
  const translator = new Translator(model, codec);
  const translations = await translator.translate(
    pairs.map(({ source }) => source),
    { ...(settings && translateOptions(settings, pairs.length)), onProgress, signal },
  );
  const seconds = (performance.now() - start) / 1000;
  const joined = (text: string): string => (joins ? joinSubwords(text) : text);
  const outputs = translations.map(({ text }) => joined(text));
  const references = pairs.map(({ target }) => joined(target));
  const isSame = textMatcher(codec.config.tokenizers.target, { lowercase });
  const matches = outputs.map((output, i) => isSame(output, references[i]!));
  return {
    sentences: pairs.length,
    loss,
    perplexity,
    bleu: corpusBleu(outputs, references, { tokenize, lowercase }),
    exactMatch: matches.filter(Boolean).length / pairs.length,
    matches,
    tokenize,
    lowercase,
    joined: joins,
    seconds,
    translations,
    outputs,
    references,
  };
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
