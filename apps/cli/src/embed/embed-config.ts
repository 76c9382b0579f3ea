import { DataError, tokenizer, type TokenizerConfig } from '@rondo/data';
import { embeddingConfig, optionFault, type EmbeddingOptions } from '@rondo/embeddings';
import * as v from 'valibot';
import { CliError } from '../errors.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const path = v.pipe(v.string(), v.minLength(1));

const schema = v.strictObject({
  data: v.strictObject({
    /** Files with a sentence a line, plain or gzipped. */
    text: v.union([path, v.pipe(v.array(path), v.minLength(1))]),
    /** The column that is read where lines have columns between tabs, from 0 on; left out: the whole line. */
    column: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    /** Whether tokens without a letter or a digit are words. */
    punctuation: v.optional(v.boolean(), true),
  }),
  /** How lines become words: a kind of tokeniser that needs no file. */
  tokenizer: v.optional(v.looseObject({ kind: v.string() }), { kind: 'whitespace' }),
  vocabulary: v.optional(
    v.strictObject({ minCount: v.optional(count, 5), maxWords: v.exactOptional(count) }),
    {},
  ),
  /** Pairs of words that are one are joined, in each pass those of the pass before, too: the options of `Phrases`. */
  phrases: v.exactOptional(
    v.strictObject({
      minCount: v.optional(count, 5),
      threshold: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0)), 100),
      passes: v.optional(count, 1),
    }),
  ),
  /** Vectors to begin with, of a file or of a run, whose words and what predicts them are kept, too. */
  initial: v.exactOptional(path),
  /** The options of `EmbeddingTrainer`. */
  training: v.optional(v.looseObject({}), {}),
});

/** What `rondo embed train` is told. */
export interface EmbedConfig {
  readonly data: {
    readonly text: readonly string[];
    readonly column?: number;
    readonly punctuation: boolean;
  };
  readonly tokenizer: TokenizerConfig;
  readonly vocabulary: { readonly minCount: number; readonly maxWords?: number };
  readonly phrases?: {
    readonly minCount: number;
    readonly threshold: number;
    readonly passes: number;
  };
  readonly initial?: string;
  readonly training: EmbeddingOptions;
}

/**
 * Checks a config and fills in the defaults.
 * @throws CliError or DataError that lists what is wrong.
 */
export function parseEmbedConfig(config: unknown): EmbedConfig {
  const parsed = v.safeParse(schema, config ?? {});
  if (!parsed.success) throw misfit(parsed.issues.map(explain));
  const { data, vocabulary, phrases, initial, training } = parsed.output;
  const kind = parsed.output.tokenizer as TokenizerConfig;
  refuseFiles(kind);
  tokenizer(kind);
  return {
    data: { ...data, text: [data.text].flat() },
    tokenizer: kind,
    vocabulary,
    ...(phrases && { phrases }),
    ...(initial !== undefined && { initial }),
    training: trainingOptions(training),
  };
}

function trainingOptions(options: EmbeddingOptions): EmbeddingOptions {
  try {
    return embeddingConfig(options);
  } catch (error) {
    const faults = error instanceof DataError ? error.facts['faults'] : undefined;
    if (!Array.isArray(faults)) throw error;
    throw misfit(faults.map((fault) => `training.${fault}`));
  }
}

function misfit(faults: readonly string[]): CliError {
  return new CliError(
    `the config does not fit:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
  );
}

/** The config with its paths changed. */
export function withPaths(config: EmbedConfig, change: (path: string) => string): EmbedConfig {
  const { data, initial } = config;
  return {
    ...config,
    data: { ...data, text: data.text.map(change) },
    ...(initial !== undefined && { initial: change(initial) }),
  };
}

/** Keys of the parts that have no others. */
const keys: Readonly<Record<string, readonly string[]>> = {
  '': ['data', 'tokenizer', 'vocabulary', 'phrases', 'initial', 'training'],
  data: ['text', 'column', 'punctuation'],
  vocabulary: ['minCount', 'maxWords'],
  phrases: ['minCount', 'threshold', 'passes'],
};

function explain(issue: v.BaseIssue<unknown>): string {
  const at = (issue.path ?? []).map(({ key }) => String(key));
  if (issue.received === 'undefined') {
    return `${at.join('.')}: is missing; name files to learn from, such as data: { text: corpus.txt }`;
  }
  return optionFault(issue, keys[at.slice(0, -1).join('.')] ?? []);
}

const withoutFiles = ['whitespace', 'words', 'characters', 'chinese', 'moses'];

function refuseFiles({ kind }: TokenizerConfig): void {
  if (!['subword', 'sentencepiece', 'huggingface'].includes(kind)) return;
  throw new CliError(
    `tokenizer.kind: ${kind} has pieces of words, and vectors are of words here; take one of ${withoutFiles.join(', ')}`,
  );
}
