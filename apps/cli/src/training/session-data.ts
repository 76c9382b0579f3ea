import { encodeEpochs, encodePairs, type EncodedPair, type SentencePair } from '@rondo/data';
import {
  decodingWith,
  type Codec,
  type RunConfig,
  type Seq2Seq,
  type TrainerOptions,
} from '@rondo/seq2seq';
import { hasPositions } from '../data/has-positions.ts';
import type { RunData } from '../data/load-data.ts';
import { CliError } from '../errors.ts';

type Encoded = Pick<TrainerOptions, 'train' | 'validation' | 'decoding'>;

/** Pairs that a model has no positions for. */
export interface LeftOut {
  readonly validation: number;
  readonly test: number;
}

/** The training pairs as the model reads them. */
export function encodeTraining(config: RunConfig, data: RunData, codec: Codec): Encoded['train'] {
  return encodeEpochs(data.train, codec, { seed: config.training.seed });
}

/** The pairs of a run that a model has positions for, and those of training and validation as it reads them. */
export interface FittingData {
  readonly data: RunData;
  readonly encoded: Encoded;
  readonly leftOut: LeftOut;
}

/**
 * Leaves out of validation and test what a model has no positions for; the trainer does so itself with the pairs of each epoch.
 * @throws CliError where nothing is left, or not a pair has room in a batch.
 */
export function fittingData(
  config: RunConfig,
  data: RunData,
  codec: Codec,
  model: Seq2Seq,
  train: Encoded['train'],
): FittingData {
  const { metric, validation: told } = config.training;
  requireRoom(config, model, 'training', typeof train === 'function' ? train(0) : train);
  const all = encodePairs(data.validation, codec);
  requireRoom(config, model, 'validation', all);
  const fits = hasPositions(model);
  const validation = all.filter(fits);
  const pairs = data.validation.filter((_, n) => fits(all[n]!));
  const test = data.test && testPairs(data.test, codec, fits, model);
  const sentences = toldByTheModel.has(metric) ? 0 : undefined;
  const decoding = decodingWith(codec, pairs, { sentences, ...told });
  return {
    data: { ...data, validation: pairs, test },
    encoded: { train, validation, decoding },
    leftOut: {
      validation: all.length - pairs.length,
      test: (data.test?.length ?? 0) - (test?.length ?? 0),
    },
  };
}

/** Metrics for which validation decodes no sentences but its samples. */
const toldByTheModel: ReadonlySet<string> = new Set(['loss', 'perplexity', 'accuracy']);

function testPairs(
  pairs: readonly SentencePair[],
  codec: Codec,
  fits: (pair: EncodedPair) => boolean,
  { longestTarget }: Seq2Seq,
): readonly SentencePair[] | undefined {
  if (longestTarget === Infinity) return pairs;
  const encoded = encodePairs(pairs, codec);
  const fitting = pairs.filter((_, n) => fits(encoded[n]!));
  return fitting.length > 0 ? fitting : undefined;
}

/**
 * One pair at least must have room in a batch, and positions in the model.
 * @throws CliError where none has.
 */
export function requireRoom(
  { training: { maxTokens } }: RunConfig,
  { longestTarget }: Seq2Seq,
  name: string,
  pairs: readonly EncodedPair[],
): void {
  const shortest = pairs.reduce(
    (least, { source, target }) => Math.min(least, Math.max(source.length, target.length) + 1),
    Infinity,
  );
  const [key, limit] =
    longestTarget < Number(maxTokens)
      ? ['model.maxLength', longestTarget]
      : ['training.maxTokens', Number(maxTokens)];
  if (shortest <= limit) return;
  throw new CliError(
    `${key} is ${limit}, but the shortest ${name} pair has ${shortest} tokens with [end]; set it to ${shortest} or more`,
  );
}
