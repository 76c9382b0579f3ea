import { encodePairs } from '@rondo/data';
import {
  buildCodec,
  resumeTraining,
  Seq2Seq,
  Trainer,
  type Codec,
  type RunConfig,
  type TrainingPoint,
} from '@rondo/seq2seq';
import { manualSeed } from '@rondo/tensor';
import {
  breaksRun,
  compareConfigs,
  formatChange,
  type ConfigChange,
} from '../config/compare-configs.ts';
import { withRelativePaths } from '../config/config-paths.ts';
import { formatRunConfig } from '../config/write-config.ts';
import { fingerprint, loadData, type RunData } from '../data/load-data.ts';
import { loadTokenizers } from '../data/load-tokenizers.ts';
import { CliError } from '../errors.ts';
import { cutMetrics, readMetrics } from '../folder/metrics-log.ts';
import type { RunFolder } from '../folder/run-folder.ts';
import { loadModel } from './load-model.ts';

/** A run that is ready for its next step. */
export interface Session {
  /** With paths relative to the run's folder. */
  readonly config: RunConfig;
  readonly data: RunData;
  readonly fingerprint: string;
  readonly codec: Codec;
  readonly model: Seq2Seq;
  readonly trainer: Trainer;
  /** What is set otherwise than when the run was stored. */
  readonly changes: readonly ConfigChange[];
}

/** Sets a new run up; `config` has absolute paths. */
export async function startSession(config: RunConfig, folder: RunFolder): Promise<Session> {
  const data = await loadData(config.data);
  const codec = buildCodec(data.train, await loadTokenizers(config, data), codecOptions(config));
  manualSeed(config.training.seed);
  const model = new Seq2Seq({
    ...config.model,
    sourceVocabulary: codec.source.vocabulary.size,
    targetVocabulary: codec.target.vocabulary.size,
  });
  const stored = withRelativePaths(config, folder.path);
  await folder.write('config', formatRunConfig(stored));
  return {
    config: stored,
    data,
    fingerprint: fingerprint(data.train),
    codec,
    model,
    trainer: makeTrainer(config, data, codec, model),
    changes: [],
  };
}

/**
 * Sets a stored run up where its last checkpoint left it.
 * @throws CliError where config or data are not those of the run.
 */
export async function resumeSession(config: RunConfig, folder: RunFolder): Promise<Session> {
  const { model, codec, training, config: before } = await loadModel(folder.pathOf('last'));
  if (!training) {
    throw new CliError(
      `${folder.nameOf('last')} holds a model without its training state, so it cannot be resumed; use it with rondo translate, and train in another folder`,
    );
  }
  const stored = withRelativePaths(config, folder.path);
  const changes = compareConfigs(before, stored);
  requireSameRun(changes, folder);
  const data = await loadData(config.data);
  const print = fingerprint(data.train);
  await requireSameData(print, folder);
  const rebuilt = buildCodec(data.train, await loadTokenizers(config, data), codecOptions(config));
  requireSameCodec(codec, rebuilt, folder);
  const trainer = makeTrainer(config, data, codec, model);
  resumeTraining(trainer, training);
  const { step, history } = training.state;
  const lastValidation: TrainingPoint | undefined = history.validation.at(-1);
  await cutMetrics(folder.pathOf('metrics'), step, lastValidation?.step ?? 0);
  await folder.write('config', formatRunConfig(stored));
  return { config: stored, data, fingerprint: print, codec, model, trainer, changes };
}

function makeTrainer(config: RunConfig, data: RunData, codec: Codec, model: Seq2Seq): Trainer {
  return new Trainer({
    model,
    config: config.training,
    train: encodePairs(data.train, codec),
    validation: encodePairs(data.validation, codec),
  });
}

function codecOptions({ vocabulary }: RunConfig): {
  shared: boolean;
  minFrequency: number;
  maxSize?: number;
} {
  const { shared, minFrequency, maxSize } = vocabulary;
  return { shared, minFrequency, ...(maxSize !== undefined && { maxSize }) };
}

function requireSameRun(changes: readonly ConfigChange[], folder: RunFolder): void {
  const breaking = changes.filter(breaksRun);
  if (breaking.length === 0) return;
  const list = breaking.map((change) => `  ${formatChange(change)}`).join('\n');
  throw new CliError(
    `the run in ${folder.name} cannot go on with other data or another model:\n${list}\n` +
      'Give --resume the config of the run, or start anew in another folder with --out',
  );
}

async function requireSameData(print: string, folder: RunFolder): Promise<void> {
  const lines = await readMetrics(folder.pathOf('metrics'));
  const start = lines.find((line) => line.kind === 'start');
  if (!start || start.fingerprint === print) return;
  throw new CliError(
    `the run in ${folder.name} cannot go on: the training pairs are not those it began with; bring the files back, or start anew in another folder with --out`,
  );
}

function requireSameCodec(stored: Codec, rebuilt: Codec, folder: RunFolder): void {
  if (JSON.stringify(stored.config) === JSON.stringify(rebuilt.config)) return;
  throw new CliError(
    `the run in ${folder.name} cannot go on: tokenisers or vocabularies come out otherwise than in its checkpoint; bring data and merge files back, or start anew in another folder with --out`,
  );
}
