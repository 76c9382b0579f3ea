import {
  Random,
  shuffle,
  tokenBatches,
  type EncodedPair,
  type SentencePair,
  type TokenBatchesOptions,
} from '@rondo/data';
import { greedyDecode } from '../decoding/greedy.ts';
import { bleu } from '../metrics/bleu.ts';
import { chrf } from '../metrics/chrf.ts';
import { corpusScore, type Metric } from '../metrics/metric.ts';
import type { Seq2Seq } from '../model/seq2seq.ts';
import type { Codec } from '../text/codec.ts';

/** What validation needs to decode sentences and to compare them as text. */
export interface ValidationDecoding {
  /** The validation data as text: as many pairs as there are encoded ones, in their order. */
  readonly pairs: readonly SentencePair[];
  /** The text of output tokens, as `metrics` compares it with the targets of `pairs`. */
  readonly toText: (ids: readonly number[]) => string;
  /** By the names that `training.metric` and events have; `bleu` (13a) and `chrf` unless told otherwise. */
  readonly metrics?: Readonly<Record<string, Metric>>;
  /** How many pairs are decoded, drawn evenly and the same each time. Default: all. */
  readonly sentences?: number;
  /** How many are told as samples. Default 3. */
  readonly samples?: number;
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
  /** `exactMatch`, the share of outputs that are their reference token by token, and each of `metrics`. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly samples: readonly ValidationSample[];
}

const defaultMetrics: Readonly<Record<string, Metric>> = { bleu: bleu(), chrf: chrf() };

/** Validation pairs with the way back from tokens to text that a codec knows. */
export function decodingWith(
  codec: Codec,
  pairs: readonly SentencePair[],
  options: Omit<ValidationDecoding, 'pairs' | 'toText'> = {},
): ValidationDecoding {
  const { vocabulary, tokenizer } = codec.target;
  const toText = (ids: readonly number[]): string =>
    tokenizer.detokenize(ids.map((id) => vocabulary.tokenAt(id)));
  return { ...options, pairs, toText };
}

/** The names of the metrics, and whether each is better when smaller or larger. */
export function decodedMetrics({
  metrics = defaultMetrics,
}: ValidationDecoding): Record<string, 'min' | 'max'> {
  const modes = Object.entries(metrics).map(
    ([name, { lowerIsBetter }]) => [name, lowerIsBetter ? 'min' : 'max'] as const,
  );
  return { exactMatch: 'max', ...Object.fromEntries(modes) };
}

/** Decodes validation pairs greedily and compares the outputs with their references. Pairs longer than a batch are left out. */
export async function decodeValidation(
  model: Seq2Seq,
  encoded: readonly EncodedPair[],
  limits: Pick<TokenBatchesOptions, 'maxTokens' | 'maxSentences'>,
  {
    pairs,
    toText,
    metrics = defaultMetrics,
    sentences = pairs.length,
    samples: samplesWanted = 3,
  }: ValidationDecoding,
): Promise<DecodedValidation> {
  const drawn = shuffle([...pairs.keys()], new Random(1)).slice(0, sentences);
  const batches = tokenBatches(
    drawn.map((index) => encoded[index]!),
    { ...limits, shuffle: false, tooLong: 'drop' },
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
  const outputs = all.map(({ output }) => output);
  const references = all.map(({ reference }) => reference);
  const scores = Object.entries(metrics).map(
    ([name, metric]) => [name, corpusScore(metric, outputs, references).score] as const,
  );
  const exactMatch = all.filter(({ isMatch }) => isMatch).length / all.length;
  return {
    metrics: { exactMatch, ...Object.fromEntries(scores) },
    samples: all.slice(0, samplesWanted),
  };
}

function sameTokens(ids: readonly number[], expected: ArrayLike<number>): boolean {
  return ids.length === expected.length && ids.every((id, n) => id === expected[n]);
}
