import { DataError } from '@rondo/data';
import * as v from 'valibot';
import { checkedOptions } from '../options/option-fault.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
/** So that a mistyped number is told of before there is no memory for it. */
const atMost = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const notNegative = v.pipe(v.number(), v.finite(), v.minValue(0));

const schema = v.strictObject({
  /** What is predicted: a word from one neighbour (skipGram), or from the mean of all of them (cbow). */
  architecture: v.optional(v.picklist(['skipGram', 'cbow']), 'skipGram'),
  /** How: against drawn words, along a tree, or against all words. */
  objective: v.optional(
    v.picklist(['negativeSampling', 'hierarchicalSoftmax', 'softmax']),
    'negativeSampling',
  ),
  /** Numbers of a vector. */
  dimensions: v.optional(atMost(2 ** 16), 100),
  /** The most words between a word and its neighbours, plus one; each place draws its own from 1 to this, or takes all. */
  window: v.optional(count, 5),
  dynamicWindow: v.optional(v.boolean(), true),
  /** Words drawn against each word. */
  negatives: v.optional(atMost(10_000), 5),
  /** The power of the counts that words are drawn by. */
  negativeExponent: v.optional(v.pipe(v.number(), v.finite()), 0.75),
  /** Words with a larger share of the corpus are left out at times; 0 keeps all. */
  subsample: v.optional(notNegative, 1e-3),
  epochs: v.optional(count, 5),
  /** 0.025 for skip-gram, 0.05 for CBOW, for softmax 0.005 (Adam) or 1 (sgd); it falls evenly, with the words seen, to `minLearningRate`. */
  learningRate: v.optional(positive),
  /** Default 1e-4, or `learningRate` where that is lower. */
  minLearningRate: v.optional(notNegative),
  seed: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0)), 1),
  /** Words of a step, between two of which others have a turn; its last sentence is taken whole. */
  wordsPerStep: v.optional(count, 10_000),
  /** Longer sentences are cut, as word2vec and gensim do it: a text that is one line is many sentences. */
  maxSentenceWords: v.optional(count, 10_000),
  /** Examples that are computed with the same weights: 1 is one after the other, large blocks are for graphics devices. */
  block: v.optional(count),
  /** Whether threads may take examples at once and overwrite each other's changes: faster, and no two runs are alike. */
  racing: v.optional(v.boolean(), false),
  /** What changes the weights of a softmax: Adam, or plain steps that visit only the rows of words that are read. */
  optimizer: v.optional(v.picklist(['adam', 'sgd']), 'adam'),
});

export type EmbeddingOptions = v.InferInput<typeof schema>;

export interface EmbeddingConfig extends v.InferOutput<typeof schema> {
  readonly learningRate: number;
  readonly minLearningRate: number;
  readonly block: number;
}

/**
 * Options with their defaults.
 * @throws DataError that lists what is wrong.
 */
export function embeddingConfig(options: EmbeddingOptions = {}): EmbeddingConfig {
  const own = checkedOptions(schema, options);
  const isSoftmax = own.objective === 'softmax';
  const ofSoftmax = own.optimizer === 'adam' ? 0.005 : 1;
  const usual = isSoftmax ? ofSoftmax : own.architecture === 'cbow' ? 0.05 : 0.025;
  const { learningRate = usual, block = isSoftmax ? 256 : 1 } = own;
  const { minLearningRate = Math.min(1e-4, learningRate) } = own;
  if (minLearningRate > learningRate) {
    const fault = `minLearningRate: ${minLearningRate} is above learningRate, ${learningRate}, which falls to it; lower it`;
    throw new DataError(`these options do not fit: ${fault}`, { faults: [fault] });
  }
  return { ...own, learningRate, minLearningRate, block };
}
