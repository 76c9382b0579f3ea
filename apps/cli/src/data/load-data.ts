import { formatReport, toyTask, type SentencePair, type TokenizerConfig } from '@rondo/data';
import { readCorpus } from '@rondo/data/node';
import type { RunConfig } from '@rondo/seq2seq';
import { createHash } from 'node:crypto';
import { adviseDownload } from '../download/advise-download.ts';

/** The sentence pairs of a run. */
export interface RunData {
  readonly train: readonly SentencePair[];
  readonly validation: readonly SentencePair[];
  readonly test: readonly SentencePair[] | undefined;
  /** The tokenisers that suit the data where the config names none. */
  readonly tokenizers: { readonly source: TokenizerConfig; readonly target: TokenizerConfig };
  /** What there is, in lines of text. */
  readonly report: readonly string[];
}

type DataConfig = RunConfig['data'];
type TaskConfig = Extract<DataConfig, { task: unknown }>;
type FilesConfig = Exclude<DataConfig, TaskConfig>;

/** Makes or reads all data that a config names; its paths are absolute. */
export function loadData(config: DataConfig): Promise<RunData> {
  return 'task' in config
    ? Promise.resolve(taskData(config))
    : adviseDownload(() => fileData(config));
}

/** Only what a config names for the final test: nothing where it names nothing. */
export async function loadTestData(
  config: DataConfig,
): Promise<readonly SentencePair[] | undefined> {
  if ('task' in config) return taskData(config).test;
  return config.test && (await readCorpus(config.test)).pairs;
}

/** Changes when a pair or the order of the pairs changes. */
export function fingerprint(pairs: readonly SentencePair[]): string {
  const hash = createHash('sha256');
  for (const { source, target } of pairs) hash.update(`${source}\n${target}\n`);
  return hash.digest('hex').slice(0, 32);
}

const count = (value: number): string => value.toLocaleString('en');

function taskData({ task, ...sizes }: TaskConfig): RunData {
  const given = Object.fromEntries(Object.entries(sizes).filter(([, size]) => size !== undefined));
  const { train, validation, test, source, target } = toyTask(task, given);
  const sizesText = `${count(train.length)} to train, ${count(validation.length)} to validate, ${count(test.length)} to test`;
  return {
    train,
    validation,
    test,
    tokenizers: { source, target },
    report: [`Task "${task}", made in code with seed ${sizes.seed}: ${sizesText}`],
  };
}

async function fileData(config: FilesConfig): Promise<RunData> {
  const train = await readCorpus(config.train);
  const validation = await readCorpus(config.validation);
  const test = config.test && (await readCorpus(config.test));
  const words = { kind: 'words', lowerCase: true } as const;
  return {
    train: train.pairs,
    validation: validation.pairs,
    test: test?.pairs,
    tokenizers: { source: words, target: words },
    report: Object.entries({ train, validation, test }).flatMap(([name, corpus]) =>
      corpus
        ? formatReport(corpus.report)
            .split('\n')
            .map((line) => `${name}: ${line}`)
        : [],
    ),
  };
}
