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
  Translator,
  validate,
  type BleuScore,
  type ModelCheckpoint,
  type TextComparison,
  type TextComparisonOptions,
  type Translation,
} from '@rondo/seq2seq';
import { translateOptions, type TranslationSettings } from '../translation/settings.ts';
import { textMatcher } from './text-matcher.ts';

/** How to compare is as `textComparison` says unless told. */
export interface EvaluateOptions extends TextComparisonOptions {
  /** How to decode; default: greedy search. */
  readonly settings?: TranslationSettings;
  readonly signal?: AbortSignal;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** How well a model translates. */
export interface Evaluation extends TextComparison {
  readonly sentences: number;
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
  readonly translations: readonly Translation[];
  /** What was compared. */
  readonly outputs: readonly string[];
  readonly references: readonly string[];
}

/** Loss, BLEU and exact matches of a model on sentence pairs. */
export async function evaluateModel(
  { model, codec, config }: Pick<ModelCheckpoint, 'model' | 'codec' | 'config'>,
  pairs: readonly SentencePair[],
  { settings, signal, onProgress, ...told }: EvaluateOptions = {},
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
  const { target: split } = codec.config.tokenizers;
  const texts = pairs.map(({ target }) => target);
  const comparison = textComparison(split, texts, told);
  const { tokenize, lowercase } = comparison;
  const joined = (text: string): string => (comparison.joinSubwords ? joinSubwords(text) : text);
  const outputs = translations.map(({ text }) => joined(text));
  const references = texts.map(joined);
  const isSame = textMatcher(split, { lowercase });
  const matches = outputs.map((output, i) => isSame(output, references[i]!));
  return {
    sentences: pairs.length,
    loss,
    perplexity,
    bleu: corpusBleu(outputs, references, { tokenize, lowercase }),
    exactMatch: matches.filter(Boolean).length / pairs.length,
    matches,
    ...comparison,
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
