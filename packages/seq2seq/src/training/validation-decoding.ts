import {
  Random,
  shuffle,
  tokenBatches,
  type EncodedPair,
  type SentencePair,
  type TokenBatchesOptions,
} from '@rondo/data';
import { greedyDecode } from '../decoding/greedy.ts';
import { corpusScore, type Metric } from '../metrics/metric.ts';
import type { Seq2Seq } from '../model/seq2seq.ts';
import type { Codec } from '../text/codec.ts';
import {
  comparingMetrics,
  textComparison,
  type TextComparisonOptions,
} from '../text/text-comparison.ts';

/** What validation needs to decode sentences and to compare them as text. */
export interface ValidationDecoding {
  /** The validation data as text: as many pairs as there are encoded ones, in their order. */
  readonly pairs: readonly SentencePair[];
  /** The text of output tokens, as `metrics` compares it with the targets of `pairs`. */
  readonly toText: (ids: readonly number[]) => string;
  /** By the names that `training.metric` and events have; `bleu` (13a), `chrf`, `chrf++` and `ter` of the texts as they are unless told otherwise. */
  readonly metrics?: Readonly<Record<string, Metric>>;
  /** How many pairs are decoded and measured, drawn evenly and the same each time; with 0 there are only samples. Default: all. */
  readonly sentences?: number | undefined;
  /** How many are told as samples. Default 3. */
  readonly samples?: number | undefined;
}

/** A translation next to what was expected. */
export interface ValidationSample {
  readonly source: string;
  readonly reference: string;
  readonly output: string;
  /** Whether output and reference are the same tokens. */
  readonly isMatch: boolean;
}

export interface DecodedValidation {
  /** `exactMatch`, the share of outputs that are their reference token by token, and each of `metrics`; none of no sentences. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly samples: readonly ValidationSample[];
}

const plainMetrics = comparingMetrics(textComparison(undefined, []));

export interface DecodingWithOptions
  extends Omit<ValidationDecoding, 'pairs' | 'toText'>, TextComparisonOptions {}

/**
 * Validation pairs with the way back from tokens to text that a codec knows, and with metrics that compare as `textComparison` says;
 * `training.validation` of a config has options for it.
 */
export function decodingWith(
  codec: Codec,
  pairs: readonly SentencePair[],
  { tokenize, lowercase, joinSubwords, ...options }: DecodingWithOptions = {},
): ValidationDecoding {
  const { vocabulary, tokenizer } = codec.target;
  const toText = (ids: readonly number[]): string =>
    tokenizer.detokenize(ids.map((id) => vocabulary.tokenAt(id)));
  const comparison = textComparison(
    codec.config.tokenizers.target,
    pairs.map(({ target }) => target),
    { tokenize, lowercase, joinSubwords },
  );
  return { metrics: comparingMetrics(comparison), ...options, pairs, toText };
}

/** The names of the metrics, and whether each is better when smaller or larger. */
export function decodedMetrics({
  metrics = plainMetrics,
  sentences,
}: ValidationDecoding): Record<string, 'min' | 'max'> {
  if (sentences === 0) return {};
  const modes = Object.entries(metrics).map(
    ([name, { lowerIsBetter }]) => [name, lowerIsBetter ? 'min' : 'max'] as const,
  );
  return { exactMatch: 'max', ...Object.fromEntries(modes) };
}

/** How many pairs a validation decodes. */
export function sentencesDecoded({
  pairs: { length },
  sentences = length,
  samples = defaultSamples,
}: ValidationDecoding): number {
  return Math.min(length, Math.max(sentences, samples));
}

const defaultSamples = 3;

/** Decodes validation pairs greedily and compares the outputs with their references. Pairs longer than a batch or `maxLength` are left out. */
export async function decodeValidation(
  model: Seq2Seq,
  encoded: readonly EncodedPair[],
  limits: Pick<TokenBatchesOptions, 'maxTokens' | 'maxSentences' | 'maxLength'>,
  decoding: ValidationDecoding,
): Promise<DecodedValidation> {
  const { pairs, toText, metrics = plainMetrics, sentences, samples = defaultSamples } = decoding;
  const longest = Math.min(limits.maxTokens, limits.maxLength ?? Infinity);
  const fits = ({ source, target }: EncodedPair): boolean =>
    Math.max(source.length, target.length) < longest;
  const drawn = shuffle([...pairs.keys()], new Random(1))
    .filter((index) => fits(encoded[index]!))
    .slice(0, sentencesDecoded(decoding));
  const batches = tokenBatches(
    drawn.map((index) => encoded[index]!),
    { ...limits, shuffle: false },
  );
  const found = new Map<number, ValidationSample>();
  for (const batch of batches.epoch()) {
    const outputs = await greedyDecode(model, batch.source);
    for (const [n, { ids, finished }] of outputs.entries()) {
      const place = batch.indices[n]!;
      const index = drawn[place]!;
      const { source, target: reference } = pairs[index]!;
      const isMatch = finished && sameTokens(ids, encoded[index]!.target);
      found.set(place, { source, reference, output: toText(ids), isMatch });
    }
  }
  const all = [...drawn.keys()].flatMap((place) => found.get(place) ?? []);
  const measured = all.slice(0, sentences);
  return {
    metrics: measured.length === 0 ? {} : measure(measured, metrics),
    samples: all.slice(0, samples),
  };
}

function measure(
  found: readonly ValidationSample[],
  metrics: Readonly<Record<string, Metric>>,
): Record<string, number> {
  const outputs = found.map(({ output }) => output);
  const references = found.map(({ reference }) => reference);
  const scores = Object.entries(metrics).map(
    ([name, metric]) => [name, corpusScore(metric, outputs, references).score] as const,
  );
  const exactMatch = found.filter(({ isMatch }) => isMatch).length / found.length;
  return { exactMatch, ...Object.fromEntries(scores) };
}

function sameTokens(ids: readonly number[], expected: ArrayLike<number>): boolean {
  return ids.length === expected.length && ids.every((id, n) => id === expected[n]);
}
