import * as v from 'valibot';
import { bleuTokenizers } from '../metrics/bleu-tokenizers.ts';
import { consistent } from './consistent.ts';
import { dataSchema } from './data-schema.ts';
import { modelSchema } from './model-schema.ts';
import { presetNames } from './presets.ts';
import { runContradictions } from './run-contradictions.ts';
import { tokenizersSchema } from './tokenizer-schema.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const positive = v.pipe(v.number(), v.gtValue(0));
const probability = v.pipe(v.number(), v.minValue(0), v.ltValue(1));
const path = v.pipe(v.string(), v.minLength(1));

const trainingSchema = v.strictObject({
  epochs: v.optional(positive, 10),
  /** Padded tokens of a batch, counted on its longer side; 'auto': as many as memory has room for. */
  maxTokens: v.optional(v.union([count, v.literal('auto')]), 2048),
  /** With maxTokens 'auto': what tensors may take, in millions of bytes. */
  memory: v.optional(count),
  maxSentences: v.optional(count),
  /** Batches of one step; their gradients count by target tokens, as if they were one batch. */
  accumulate: v.optional(count, 1),
  learningRate: v.optional(positive, 2e-3),
  schedule: v.optional(
    v.picklist([
      'inverseSquareRoot',
      'noam',
      'constant',
      'linear',
      'cosine',
      'exponential',
      'plateau',
    ]),
    'inverseSquareRoot',
  ),
  /** Steps until the learning rate is reached. */
  warmup: v.optional(whole, 300),
  /** 'noam': scales d^-0.5 min(t^-0.5, t w^-1.5), d the model's size; learningRate has no part in it. */
  noamFactor: v.optional(positive, 1),
  /** 'exponential': what an epoch leaves of the rate; 'plateau': what a fall leaves. */
  decay: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1)), 0.5),
  /** 'plateau': validations without progress that are borne before the rate falls. */
  plateauPatience: v.optional(whole, 2),
  /** 'linear' and 'cosine': the rate at the end; 'plateau': the lowest one. */
  finalLearningRate: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
  beta1: v.optional(probability, 0.9),
  beta2: v.optional(probability, 0.98),
  eps: v.optional(positive, 1e-9),
  weightDecay: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
  labelSmoothing: v.optional(probability, 0.1),
  /** Largest norm of the gradients. */
  clipNorm: v.optional(positive, 1),
  /** Largest absolute value of an element of a gradient, before the norm is looked at; left out: any. */
  clipValue: v.optional(positive),
  /** What to do when a loss or a gradient is not finite: end, or leave the step out. */
  nonFinite: v.optional(v.picklist(['stop', 'skip']), 'stop'),
  /**
   * 'mixed': the loss is scaled (`GradScaler`), for a backend that multiplies matrices in float16: `webgpu({ mixedPrecision: true })`.
   * A scaled step whose gradients overflow is left out whatever `nonFinite` says, until the scale has fallen to 1.
   */
  precision: v.optional(v.picklist(['float32', 'mixed']), 'float32'),
  /** What is kept of a moving average of the weights at each step, such as 0.999; validation and the best model then use it. */
  ema: v.optional(probability),
  /** Parameters that are not trained: names, modules (`encoder`) or expressions (`/embedding/i`). */
  freeze: v.optional(v.array(path)),
  seed: v.optional(whole, 1),
  /** Steps between validations; left out: at the end of each epoch. */
  validateEvery: v.optional(count),
  /** What the best model is the best in: loss, perplexity, accuracy; of decoded sentences exactMatch, bleu, chrf, chrf++, ter. */
  metric: v.optional(path, 'loss'),
  /** How validation decodes and compares; what is left out follows from tokeniser and references, see `textComparison`. */
  validation: v.optional(
    v.strictObject({
      /** How many pairs are decoded; left out: all where the metric is of decoded sentences, else a few to look at. */
      sentences: v.optional(count),
      /** How BLEU splits words: 13a, intl, char, zh, or none. */
      tokenize: v.optional(v.picklist(bleuTokenizers)),
      lowercase: v.optional(v.boolean()),
      joinSubwords: v.optional(v.boolean()),
    }),
  ),
  /** Whether the metric is better when smaller or larger; left out: what suits it. */
  metricMode: v.optional(v.picklist(['min', 'max'])),
  /** Validations without improvement after which training ends; left out: never. */
  patience: v.optional(count),
  /** How many of the best models are kept. */
  keepBest: v.optional(count, 1),
});

const config = v.strictObject({
  /** Says what is not said below, see `presets`. */
  preset: v.optional(v.picklist(presetNames)),
  data: dataSchema,
  tokenizer: v.optional(tokenizersSchema),
  vocabulary: v.optional(
    v.strictObject({
      /** One vocabulary for both sides. */
      shared: v.optional(v.boolean(), false),
      minFrequency: v.optional(count, 1),
      maxSize: v.optional(v.pipe(v.number(), v.integer(), v.minValue(5))),
    }),
    {},
  ),
  model: v.optional(modelSchema, {}),
  training: v.optional(trainingSchema, {}),
});

/** A run that was told before: what is refused today may once have worked. */
export const toldConfigSchema = config;

export const configSchema = v.pipe(config, consistent(runContradictions));

/** A whole training run as data, defaults filled in. */
export type RunConfig = v.InferOutput<typeof configSchema>;
/** A run as it is written: what has a default may be left out. */
export type RunConfigInput = v.InferInput<typeof configSchema>;
export type TrainingConfig = v.InferOutput<typeof trainingSchema>;
