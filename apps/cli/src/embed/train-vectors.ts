import {
  EmbeddingTrainer,
  mergeCounts,
  saveEmbeddingModel,
  trainedModel,
  WordCounts,
  writeWord2VecText,
  type EmbeddingEpochEvent,
  type EmbeddingStepEvent,
  type InitialWeights,
} from '@rondo/embeddings';
import { relative, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { SettleBackend } from '../backend/open-backend.ts';
import { adviseDownload } from '../download/advise-download.ts';
import { atPlace, CliError } from '../errors.ts';
import { AtomicFile, writeFileAtomic } from '../folder/atomic-write.ts';
import { cutMetrics, MetricsLog } from '../folder/metrics-log.ts';
import type { RunFolder } from '../folder/run-folder.ts';
import type { Io } from '../io.ts';
import { formatCount, formatDuration, formatNumber, joinWithin } from '../progress/format.ts';
import { RunningMean } from '../progress/running-mean.ts';
import { StatusLine } from '../progress/status-line.ts';
import { withPaths, type EmbedConfig } from './embed-config.ts';
import { embedCorpus } from './embed-corpus.ts';
import { loadRunState, saveRunState, sizesOf } from './run-state.ts';
import { readInitialWeights } from './read-vectors.ts';
import { vectorFileOf } from './vector-file.ts';
import { fitForBackend, vectorsTrial } from './vectors-trial.ts';

export interface TrainVectorsOptions {
  /** With absolute paths. */
  readonly config: EmbedConfig;
  readonly folder: RunFolder;
  readonly resume: boolean;
  /** Seconds between checkpoints. */
  readonly checkpointEvery: number;
  /** Decides where to compute, if that is open, by the first steps of the training. */
  readonly settle: SettleBackend;
  /** Where the vectors go in the text form of word2vec, too. */
  readonly text?: string;
}

/** A trainer with the sizes of the files that it reads. */
interface Run {
  readonly trainer: EmbeddingTrainer;
  /** What it was told, fit for the backend. */
  readonly config: EmbedConfig;
  readonly sizes: readonly number[];
}

/** A whole run: counting, training, the file of the vectors. Whether it came to its end, or was stopped. */
export async function trainVectors(
  options: TrainVectorsOptions,
  io: Io,
): Promise<'finished' | 'stopped'> {
  const { folder, resume, settle, text } = options;
  const run = await (resume
    ? resumed(options.config, folder, settle)
    : begun(options.config, settle, io));
  const { trainer, config } = run;
  const stop = io.listenForStop();
  try {
    await folder.prepare();
    const { vocabulary, wordsPerEpoch } = trainer;
    const { size } = vocabulary;
    io.out.write(
      `${count(wordsPerEpoch)} words, ${count(size)} different ones; ${count(trainer.config.dimensions)} dimensions\n`,
    );
    if (resume) io.out.write(`Going on after step ${trainer.step}\n`);
    const ending = await takeSteps(run, options, stop.signal, io);
    if (ending === 'stopped') {
      io.out.write(
        `Stopped after step ${trainer.step}. Go on with: rondo embed train --out ${folder.name} --resume\n`,
      );
      return ending;
    }
    const model = await trainedModel(trainer, config.tokenizer);
    await writeFileAtomic(vectorFileOf(folder.path), await saveEmbeddingModel(model));
    if (text !== undefined) await writeText(text, writeWord2VecText(model.vectors));
    io.out.write(
      `Trained ${trainer.step} steps in ${formatDuration(trainer.state().seconds)}.\n\nVectors: ${vectorFileOf(folder.name)}\n`,
    );
    return ending;
  } finally {
    stop.release();
    await folder.discard();
    trainer.dispose();
  }
}

const count = (value: number): string => value.toLocaleString('en');

async function begun(wanted: EmbedConfig, settle: SettleBackend, io: Io): Promise<Run> {
  const sizes = await adviseDownload(() => sizesOf(wanted.data.text));
  const corpus = await embedCorpus(wanted);
  const initial =
    wanted.initial === undefined ? undefined : await readInitialWeights(wanted.initial, io);
  const counted = await WordCounts.of(corpus, {
    ...wanted.vocabulary,
    tell: (what) => io.err.write(`warning: ${what}\n`),
  });
  const vocabulary = withKnown(counted, initial);
  await settle(() => vectorsTrial(wanted, { corpus, vocabulary }));
  const config = { ...wanted, training: fitForBackend(wanted.training, vocabulary.size) };
  const trainer = new EmbeddingTrainer({
    ...config.training,
    corpus,
    vocabulary,
    wordsPerEpoch: counted.total,
    ...(initial && { initial }),
  });
  return { trainer, config, sizes };
}

/** The words of the corpus, and those of a run that is gone on with. */
function withKnown(counted: WordCounts, initial: InitialWeights | undefined): WordCounts {
  return initial && 'vocabulary' in initial ? mergeCounts(initial.vocabulary, counted) : counted;
}

async function resumed(
  config: EmbedConfig,
  folder: RunFolder,
  settle: SettleBackend,
): Promise<Run> {
  const bytes = await folder.read('last');
  return atPlace(folder.nameOf('last'), async () => {
    const corpus = await embedCorpus(config);
    await settle(() => {
      const { vocabulary, tensors } = loadRunState(bytes);
      for (const tensor of Object.values(tensors)) tensor.dispose();
      return vectorsTrial(config, { corpus, vocabulary });
    });
    const { vocabulary, wordsPerEpoch, tensors, state, sizes } = loadRunState(bytes);
    const own = { corpus, vocabulary, wordsPerEpoch };
    const trainer = new EmbeddingTrainer({ ...config.training, ...own });
    try {
      const found = await adviseDownload(() => sizesOf(config.data.text));
      if (found.join() !== sizes.join()) {
        throw new CliError(
          'the files of the corpus are not those that the run began with; bring them back, or begin a new run',
        );
      }
      trainer.restore(state, tensors);
      await cutMetrics(folder.pathOf('metrics'), state.step, state.step);
      return { trainer, config, sizes };
    } catch (error) {
      trainer.dispose();
      throw error;
    } finally {
      for (const tensor of Object.values(tensors)) tensor.dispose();
    }
  });
}

async function takeSteps(
  { trainer, config, sizes }: Run,
  { folder, checkpointEvery }: TrainVectorsOptions,
  signal: AbortSignal,
  io: Io,
): Promise<'finished' | 'stopped'> {
  const line = new StatusLine(io.err);
  const progress = new Progress(line);
  const log = new MetricsLog(folder.pathOf('metrics'));
  const time = new Date().toISOString();
  let [savedAt, savedStep] = [performance.now(), -1];
  const save = async (): Promise<void> => {
    if (savedStep === trainer.step) return;
    const last = await saveRunState(trainer, sizes);
    const said = formatEmbedConfig(config, folder.path);
    if (folder.hasBegun) {
      // A run that goes on may have been told to go farther.
      if (savedStep < 0) await folder.write('config', said);
      await folder.write('last', last);
    } else {
      await folder.begin([
        ['config', said],
        ['metrics', log.takeWaiting()],
        ['last', last],
      ]);
      log.open();
    }
    [savedAt, savedStep] = [performance.now(), trainer.step];
  };
  if (folder.hasBegun) log.open();
  if (trainer.step === 0)
    log.write({ kind: 'start', time, fingerprint: trainer.state().fingerprint });
  else log.write({ kind: 'resume', time, step: trainer.step });
  try {
    for await (const event of trainer.run()) {
      if (event.kind === 'step') {
        const { step, epoch, loss, learningRate, seconds } = event;
        const tokens = event.wordsPerSecond * seconds;
        log.write({ kind: 'step', step, epoch, loss, learningRate, tokens, seconds });
        progress.step(event);
        if (performance.now() - savedAt >= 1000 * checkpointEvery) await save();
      } else if (event.kind === 'epoch') {
        line.clear();
        io.out.write(describeEpoch(event));
      }
      // Gives the event loop a turn, in which Ctrl-C is noticed.
      await setImmediate();
      if (signal.aborted && event.kind !== 'end') {
        line.wipe();
        await save();
        return 'stopped';
      }
    }
    await save();
    return 'finished';
  } finally {
    line.clear();
    log.close();
  }
}

function describeEpoch({ epoch, loss, words, seconds }: EmbeddingEpochEvent): string {
  return `epoch ${epoch + 1}, loss ${formatNumber(loss)}, ${formatCount(words / seconds)} words/s\n`;
}

/** The config as the folder of a run keeps it. */
function formatEmbedConfig(config: EmbedConfig, folder: string): string {
  const told = withPaths(config, (path) => relative(folder, path).replaceAll(sep, '/'));
  return `# Everything that this run was told, defaults filled in. Paths are relative to this folder.\n${stringify(told, { lineWidth: 0 })}`;
}

async function writeText(path: string, chunks: Iterable<Uint8Array>): Promise<void> {
  const file = await AtomicFile.open(path, { option: '--text' });
  try {
    for (const chunk of chunks) await file.write(chunk);
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.commit();
}

/** Words, loss, speed and time left in one line. */
class Progress {
  readonly #line: StatusLine;
  readonly #loss = new RunningMean(20);
  readonly #speed = new RunningMean(50);

  constructor(line: StatusLine) {
    this.#line = line;
  }

  step({ epoch, words, totalWords, loss, wordsPerSecond, learningRate }: EmbeddingStepEvent): void {
    this.#loss.add(loss);
    this.#speed.add(wordsPerSecond);
    this.#line.update(words / totalWords, (room) =>
      joinWithin(
        [
          [`${formatCount(words)}/${formatCount(totalWords)} words`, 0],
          [`epoch ${epoch + 1}`, 4],
          [`loss ${formatNumber(this.#loss.value)}`, 2],
          [`${formatCount(this.#speed.value)} words/s`, 3],
          [`lr ${formatNumber(learningRate)}`, 5],
          [`${formatDuration((totalWords - words) / this.#speed.value)} left`, 1],
        ],
        room,
      ),
    );
  }
}
