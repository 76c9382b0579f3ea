import { TrainingError, Translator, type RunConfig } from '@rondo/seq2seq';
import type { BackendName } from '../backend/backend-option.ts';
import { openBackend } from '../backend/open-backend.ts';
import type { RunData } from '../data/load-data.ts';
import { CliError } from '../errors.ts';
import { evaluateModel, type Evaluation } from '../evaluation/evaluate-model.ts';
import { formatEvaluation } from '../evaluation/format-evaluation.ts';
import type { RunFolder } from '../folder/run-folder.ts';
import type { Io } from '../io.ts';
import { formatDuration } from '../progress/format.ts';
import { StatusLine } from '../progress/status-line.ts';
import { writeReport } from '../report/write-report.ts';
import { OutputError } from '../stream-output.ts';
import { describeStart } from './describe-start.ts';
import { driveTraining, type Ending } from './drive.ts';
import { loadModel } from './load-model.ts';
import { disposeSession, resumeSession, startSession, type Session } from './session.ts';

export interface TrainRunOptions {
  readonly backend: BackendName;
  /** With absolute paths. */
  readonly config: RunConfig;
  readonly folder: RunFolder;
  readonly resume: boolean;
  /** The checkpoint that a new run takes its first weights from. */
  readonly from?: string;
  /** Seconds between checkpoints. */
  readonly checkpointEvery: number;
}

export interface TrainRunOutcome {
  readonly ending: Ending;
  /** On the data's test part, if it has one and the run was not stopped. */
  readonly evaluation: Evaluation | undefined;
}

/** A whole run: data, training, test with the best model, report. */
export async function trainRun(options: TrainRunOptions, io: Io): Promise<TrainRunOutcome> {
  const { backend, config, folder, resume, from, checkpointEvery } = options;
  const settle = await openBackend(backend, io, config.training.precision);
  const session = await (resume
    ? resumeSession(config, folder, settle)
    : startSession(config, folder, { from, settle }));
  const stop = io.listenForStop();
  let ending: Ending;
  try {
    await folder.prepare();
    io.out.write(describeStart(session, resume));
    const { signal } = stop;
    ending = await driveTraining(session, folder, { checkpointEvery, signal }, io);
    if (ending === 'stopped') {
      tellStopped(session.trainer.step, folder, io);
      return { ending, evaluation: undefined };
    }
    const { seconds } = session.trainer.state();
    const why = ending === 'finished' ? 'Trained' : 'No improvement any more: trained';
    io.out.write(`${why} ${session.trainer.step} steps in ${formatDuration(seconds)}.\n`);
  } catch (error) {
    throw error instanceof TrainingError ? withLastCheckpoint(error, session, folder) : error;
  } finally {
    stop.release();
    await folder.discard();
    disposeSession(session);
  }
  const evaluation = await finish(session, folder, io);
  return { ending, evaluation };
}

/** Tests the best model and writes the report. */
async function finish(
  { data }: Session,
  folder: RunFolder,
  io: Io,
): Promise<Evaluation | undefined> {
  if (!folder.has('best')) {
    throw new CliError(
      `${folder.nameOf('best')} is gone, so there is no best model to test; bring it back, train on with a larger training.epochs, or use ${folder.nameOf('last')}`,
    );
  }
  const best = await loadModel(folder.pathOf('best'));
  try {
    const line = new StatusLine(io.err);
    const onProgress = (done: number, total: number): void =>
      line.update(done / total, () => `testing: ${done}/${total} sentences`);
    const { model, codec } = best;
    const tested = { models: [model], translator: new Translator(model, codec), checkpoint: best };
    const evaluation = data.test && (await evaluateModel(tested, data.test, { onProgress }));
    line.clear();
    if (evaluation)
      io.out.write(`\nThe best model on the test data:\n${formatEvaluation(evaluation)}`);
    await writeReport(folder, best, data, evaluation);
    io.out.write(`\nModel:  ${folder.nameOf('best')}\nReport: ${folder.nameOf('report')}\n`);
    return evaluation;
  } finally {
    best.model.dispose();
  }
}

/** On the other stream where the first one takes nothing any more. */
function tellStopped(step: number, folder: RunFolder, io: Io): void {
  const text = `Stopped after step ${step}. Go on with: rondo train --out ${folder.name} --resume\n`;
  try {
    io.out.write(text);
  } catch (error) {
    io.err.write(text);
    if (!(error instanceof OutputError && error.isClosed)) throw error;
  }
}

function withLastCheckpoint(error: TrainingError, { data }: Session, folder: RunFolder): CliError {
  const kept =
    folder.hasBegun && folder.has('last')
      ? `The last checkpoint is kept in ${folder.nameOf('last')}; go on from it with --resume, for instance with --set training.learningRate=0.0005`
      : `There was no checkpoint yet${folder.holdsRun ? `; the earlier run in ${folder.name} is unchanged` : ''}`;
  return new CliError(`${error.message}.\n${firstPairs(error, data)}${kept}.`, error);
}

const pairsShown = 3;

/** The texts of pairs at fault, for pairs are numbered without the empty lines of their files. */
function firstPairs({ facts }: TrainingError, { train, validation }: RunData): string {
  const [numbers, pairs]: [unknown, RunData['train']] =
    'validationPairs' in facts ? [facts['validationPairs'], validation] : [facts['pairs'], train];
  if (!Array.isArray(numbers)) return '';
  const lines = numbers.slice(0, pairsShown).flatMap((n) => {
    const pair = pairs[Number(n)];
    return pair ? [`  ${excerpt(pair.source)} → ${excerpt(pair.target)}\n`] : [];
  });
  return `The first of these pairs:\n${lines.join('')}`;
}

function excerpt(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
