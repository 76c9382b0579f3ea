import {
  estimateTraining,
  resumeTraining,
  Seq2Seq,
  Trainer,
  type TrainerOptions,
  type Codec,
  type FittedTokens,
  type ModelCheckpoint,
  type Origin,
  type RunConfig,
  type TrainingEstimate,
  type TrainingPoint,
} from '@rondo/seq2seq';
import { manualSeed, type Trial } from '@rondo/tensor';
import type { SettleBackend } from '../backend/open-backend.ts';
import { trainingTrial } from '../backend/training-trial.ts';
import {
  breaksRun,
  compareConfigs,
  formatChange,
  type ConfigChange,
} from '../config/compare-configs.ts';
import { withRelativePaths } from '../config/config-paths.ts';
import { formatRunConfig } from '../config/write-config.ts';
import { fingerprint, loadData, type RunData } from '../data/load-data.ts';
import { storedMerges } from '../data/learned-merges.ts';
import { codecFor } from '../data/codec-for.ts';
import { CliError } from '../errors.ts';
import { cutMetrics, readMetrics } from '../folder/metrics-log.ts';
import type { RunFolder } from '../folder/run-folder.ts';
import { withFittedBatches, withStoredBatches } from './fit-batches.ts';
import { disposeTraining, loadModel, loadModelOnly } from './load-model.ts';
import { loadFirstCodec, loadFirstModel, takeOver, type FirstModel } from './origin.ts';
import { encodeTraining, fittingData, type LeftOut } from './session-data.ts';

/** A run that is ready for its next step. */
export interface Session {
  /** With paths relative to the run's folder. */
  readonly config: RunConfig;
  readonly data: RunData;
  /** What is not in `data` because the model has no positions for it. */
  readonly leftOut: LeftOut;
  readonly fingerprint: string;
  readonly codec: Codec;
  readonly model: Seq2Seq;
  readonly trainer: Trainer;
  /** What is set otherwise than when the run was stored. */
  readonly changes: readonly ConfigChange[];
  /** What a new run will take. */
  readonly estimate?: TrainingEstimate;
  /** What was found for `training.maxTokens: auto`. */
  readonly fitted?: FittedTokens | undefined;
  /** What the run began from, if that was another model. */
  readonly origin?: Origin | undefined;
}

/** Gives the memory of a run back. */
export function disposeSession({ model, trainer }: Pick<Session, 'model' | 'trainer'>): void {
  trainer.dispose();
  model.dispose();
}

export interface StartOptions {
  /** The checkpoint whose weights the run begins with. */
  readonly from?: string | undefined;
  readonly settle: SettleBackend;
}

/** What a new run learns from. */
interface Material {
  readonly data: RunData;
  readonly codec: Codec;
  readonly train: TrainerOptions['train'];
}

/** Sets a new run up; `wanted` has absolute paths. */
export async function startSession(
  wanted: RunConfig,
  folder: RunFolder,
  { from, settle }: StartOptions,
): Promise<Session> {
  const before = from === undefined ? undefined : await loadFirstCodec(from);
  const data = await loadData(wanted.data);
  const codec = await codecFor(wanted, data, before);
  const train = encodeTraining(wanted, data, codec);
  await settle(() => trainingTrial(wanted, codec, train));
  const first = from === undefined ? undefined : await loadFirstModel(from);
  try {
    return await newSession(wanted, folder, first, { data, codec, train });
  } finally {
    first?.model.dispose();
  }
}

async function newSession(
  wanted: RunConfig,
  folder: RunFolder,
  first: FirstModel | undefined,
  { data, codec, train }: Material,
): Promise<Session> {
  manualSeed(wanted.training.seed);
  const model = new Seq2Seq({
    ...wanted.model,
    sourceVocabulary: codec.source.vocabulary.size,
    targetVocabulary: codec.target.vocabulary.size,
  });
  try {
    const origin = first && (await takeOver({ model, codec }, first, folder.path));
    const { config, fitted } = withFittedBatches(wanted, model, train);
    const { encoded, ...fitting } = fittingData(config, data, codec, model, train);
    const options = { model, config: config.training, ...encoded };
    const estimate = await estimateTraining(options);
    return {
      config: withRelativePaths(config, folder.path),
      ...fitting,
      fingerprint: fingerprint(data.train),
      codec,
      model,
      trainer: new Trainer(options),
      changes: [],
      estimate,
      fitted,
      origin,
    };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/**
 * Sets a stored run up where its last checkpoint left it.
 * @throws CliError where config or data are not those of the run.
 */
export async function resumeSession(
  config: RunConfig,
  folder: RunFolder,
  settle: SettleBackend,
): Promise<Session> {
  await settle(() => resumedTrial(config, folder));
  const checkpoint = await loadModel(folder.pathOf('last'));
  try {
    return await resumeCheckpoint(checkpoint, config, folder);
  } catch (error) {
    checkpoint.model.dispose();
    disposeTraining(checkpoint);
    throw error;
  }
}

/** The work of a stored run, from its beginning: its weights play no part in how long it takes. */
async function resumedTrial(wanted: RunConfig, folder: RunFolder): Promise<Trial> {
  const { model, codec, config: before } = await loadModelOnly(folder.pathOf('last'));
  model.dispose();
  const config = withStoredBatches(wanted, before);
  const data = await loadData(config.data);
  return trainingTrial(config, codec, encodeTraining(config, data, codec));
}

async function resumeCheckpoint(
  { model, codec, training, origin, config: before }: ModelCheckpoint,
  wanted: RunConfig,
  folder: RunFolder,
): Promise<Session> {
  if (!training) {
    throw new CliError(
      `${folder.nameOf('last')} holds a model without its training state, so it cannot be resumed; use it with rondo translate, and train in another folder`,
    );
  }
  const config = withStoredBatches(wanted, before);
  const stored = withRelativePaths(config, folder.path);
  const changes = compareConfigs(before, stored);
  requireSameRun(changes, folder);
  const data = await loadData(config.data);
  const print = fingerprint(data.train);
  await requireSameData(print, folder);
  const learned = storedMerges(config, codec.config);
  const rebuilt = await codecFor(config, data, origin && codec, learned);
  requireSameCodec(codec, rebuilt, folder);
  const train = encodeTraining(config, data, codec);
  const { encoded, ...fitting } = fittingData(config, data, codec, model, train);
  const { step, history } = training.state;
  const lastValidation: TrainingPoint | undefined = history.validation.at(-1);
  const trainer = new Trainer({ model, config: config.training, ...encoded });
  // Where the best model has gone, the next validation makes a new one.
  const best = folder.has('best') ? training.state.best : undefined;
  try {
    resumeTraining(trainer, { ...training, state: { ...training.state, best } });
    // Last, because what refuses the run must leave its folder as it was.
    await cutMetrics(folder.pathOf('metrics'), step, lastValidation?.step ?? 0);
    await folder.write('config', formatRunConfig(stored));
  } catch (error) {
    trainer.dispose();
    throw error;
  }
  const known = { ...fitting, fingerprint: print, codec, model, trainer };
  return { config: stored, ...known, changes, origin };
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
