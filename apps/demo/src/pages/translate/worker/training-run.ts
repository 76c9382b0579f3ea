import { encodePairs, type SentencePair } from '@rondo/data';
import {
  buildCodec,
  createModel,
  decodingWith,
  loadCheckpoint,
  resumeTraining,
  saveCheckpoint,
  Trainer,
  type Codec,
  type RunConfig,
  type Seq2Seq,
} from '@rondo/seq2seq';
import { dispose, manualSeed } from '@rondo/tensor';
import { TrainingError } from '@rondo/training';
import type { RunSettings } from '../run/run-settings.ts';
import { Mistake, mistakeIn } from '../../../mistakes/mistake.ts';
import { ownPairs } from './own-pairs.ts';
import type { OwnLines, Pair } from './protocol.ts';
import { runConfigOf } from './run-config.ts';
import { runData, type RunData } from './run-data.ts';

export const samplesShown = 6;
const examplesShown = 4;

/** A model with what it needs to translate, and its training where that can go on. */
export class TrainingRun {
  readonly config: RunConfig;
  readonly codec: Codec;
  readonly model: Seq2Seq;
  readonly pairs: number;
  readonly examples: readonly Pair[];
  /** What became of the lines of one's own text. */
  readonly lines: OwnLines | undefined;
  #trainer: Trainer | undefined;
  #validation: readonly SentencePair[];
  /** Steps at its end. */
  #steps = 0;

  constructor(
    parts: { readonly config: RunConfig; readonly codec: Codec; readonly model: Seq2Seq },
    data: RunData | undefined,
  ) {
    const { config, codec, model } = parts;
    this.config = config;
    this.codec = codec;
    this.model = model;
    this.#trainer = data && trainerOf(parts, data);
    this.pairs = data?.train.length ?? 0;
    this.#validation = data?.validation ?? [];
    this.lines = data?.report && { ...data.report, held: data.validation.length };
    this.examples = data?.train.slice(0, examplesShown) ?? [];
  }

  /** Nothing where its data is not there, and after its end. */
  get trainer(): Trainer | undefined {
    return this.#trainer;
  }

  /** What it is tried on. */
  get validation(): readonly SentencePair[] {
    return this.#validation;
  }

  /** Steps that the model has taken, as far as that is known. */
  get step(): number {
    return this.#trainer?.step ?? this.#steps;
  }

  get parameters(): number {
    return this.model.parameters().reduce((sum, { size }) => sum + size, 0);
  }

  get hasAttention(): boolean {
    const { model } = this.config;
    return model.family === 'transformer' || model.attention !== 'none';
  }

  /** The file that `rondo translate` reads and training goes on from. */
  checkpoint(): Promise<Uint8Array> {
    return saveCheckpoint(this, this.trainer);
  }

  /** Frees what only training needs: data, gradients, what the optimizer remembers. */
  end(): void {
    this.#steps = this.step;
    this.#trainer?.dispose();
    this.#trainer = undefined;
    this.#validation = [];
  }
}

/** @throws Mistake for text of one's own that is none. */
export async function startRun(
  settings: RunSettings,
  ownText: string | undefined,
): Promise<TrainingRun> {
  const own = settings.task === 'own' ? await ownPairs(ownText ?? '') : undefined;
  const config = runConfigOf(settings, own?.tokenizers);
  const data = own ?? (await runData(config, undefined))!;
  const codec = buildCodec(data.train, data.tokenizers);
  manualSeed(settings.seed);
  const vocabularies = { source: codec.source.vocabulary, target: codec.target.vocabulary };
  const model = createModel(config.model, vocabularies);
  return new TrainingRun({ config, codec, model }, data);
}

/**
 * Takes a run up from a checkpoint; where its data is not there, only to translate.
 * @throws CheckpointError for a file that is none; Mistake for another text than it was trained on.
 */
export async function reopenRun(
  bytes: Uint8Array,
  ownText: string | undefined,
): Promise<TrainingRun> {
  const { training, ...parts } = await loadCheckpoint(bytes);
  let run: TrainingRun | undefined;
  try {
    const data = training && (await runData(parts.config, ownText));
    run = new TrainingRun(parts, data);
    if (training && run.trainer) resumeTraining(run.trainer, training);
    return run;
  } catch (error) {
    run?.end();
    parts.model.dispose();
    if (training) dispose({ ...training.optimizer, ...training.average });
    const isOwn = !('task' in parts.config.data);
    throw isOwn && isOfOtherText(error) ? new Mistake('otherText') : error;
  }
}

/** Such a text has other pairs, or cannot be learned at all. */
function isOfOtherText(error: unknown): boolean {
  return error instanceof TrainingError || mistakeIn(error) !== undefined;
}

function trainerOf(
  {
    config,
    codec,
    model,
  }: { readonly config: RunConfig; readonly codec: Codec; readonly model: Seq2Seq },
  { train, validation }: RunData,
): Trainer {
  return new Trainer({
    model,
    config: config.training,
    train: encodePairs(train, codec),
    validation: encodePairs(validation, codec),
    decoding: decodingWith(codec, validation, {
      ...config.training.validation,
      metrics: {},
      samples: samplesShown,
    }),
  });
}
