import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(v.number(), v.gtValue(0));
const probability = v.pipe(v.number(), v.minValue(0), v.ltValue(1));
const path = v.pipe(v.string(), v.minLength(1));

const files = v.strictObject({ source: path, target: path });

/** Where sentence pairs come from: a task made in code, or pairs of text files (plain or .gz). */
const dataSchema = v.union([
  v.strictObject({
    task: v.picklist(['copy', 'reverse', 'sort', 'addition', 'dates']),
    seed: v.optional(whole, 1),
    /** How many pairs of each split to make; left out: what suits the task. For dates: days, each in every format. */
    train: v.optional(count),
    validation: v.optional(count),
    test: v.optional(count),
  }),
  v.strictObject({ train: files, validation: files, test: v.optional(files) }),
]);

const wordSplit = v.variant('kind', [
  v.strictObject({ kind: v.literal('whitespace') }),
  v.strictObject({ kind: v.literal('words'), lowerCase: v.optional(v.boolean(), false) }),
  v.strictObject({ kind: v.literal('characters'), lowerCase: v.optional(v.boolean(), false) }),
  v.strictObject({
    kind: v.literal('chinese'),
    unit: v.optional(v.picklist(['words', 'characters']), 'words'),
  }),
]);

/** How one side's text is split; `subword` splits words further by a merge list, read from a file. */
const tokenizerSchema = v.variant('kind', [
  ...wordSplit.options,
  v.strictObject({
    kind: v.literal('subword'),
    merges: path,
    words: v.optional(wordSplit, { kind: 'whitespace' }),
  }),
]);

const modelSchema = v.strictObject({
  embeddingSize: v.optional(count, 128),
  hiddenSize: v.optional(count, 256),
  layers: v.optional(count, 1),
  attention: v.optional(v.picklist(['none', 'dot', 'additive']), 'dot'),
  tiedEmbeddings: v.optional(v.picklist(['none', 'target', 'all']), 'target'),
  dropout: v.optional(probability, 0.2),
});

const trainingSchema = v.strictObject({
  epochs: v.optional(positive, 10),
  /** Padded tokens of a batch, counted on its longer side. */
  maxTokens: v.optional(count, 2048),
  maxSentences: v.optional(count),
  learningRate: v.optional(positive, 2e-3),
  schedule: v.optional(
    v.picklist(['inverseSquareRoot', 'constant', 'cosine']),
    'inverseSquareRoot',
  ),
  /** Steps until the learning rate is reached. */
  warmup: v.optional(whole, 300),
  beta1: v.optional(probability, 0.9),
  beta2: v.optional(probability, 0.98),
  eps: v.optional(positive, 1e-9),
  weightDecay: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
  labelSmoothing: v.optional(probability, 0.1),
  /** Largest norm of the gradients. */
  clipNorm: v.optional(positive, 1),
  seed: v.optional(whole, 1),
  /** Steps between validations; left out: at the end of each epoch. */
  validateEvery: v.optional(count),
  /** Validations without improvement after which training ends; left out: never. */
  patience: v.optional(count),
});

export const configSchema = v.strictObject({
  data: dataSchema,
  tokenizer: v.optional(v.strictObject({ source: tokenizerSchema, target: tokenizerSchema })),
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

/** A whole training run as data, defaults filled in. */
export type RunConfig = v.InferOutput<typeof configSchema>;
/** A run as it is written: what has a default may be left out. */
export type RunConfigInput = v.InferInput<typeof configSchema>;
export type TrainingConfig = v.InferOutput<typeof trainingSchema>;
