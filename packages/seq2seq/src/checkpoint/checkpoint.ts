import { loadHuggingFace } from '@rondo/data';
import { safetensors } from '@rondo/layers-core';
import { dispose, type Tensor } from '@rondo/tensor';
import type { RunConfig } from '../config/schema.ts';
import type { ModelConfig } from '../model/config.ts';
import { Seq2Seq } from '../model/seq2seq.ts';
import { restoreCodec, type Codec, type CodecConfig } from '../text/codec.ts';
import type { Trainer } from '../training/trainer.ts';
import { seal, unsealed, verify } from './checksum.ts';
import { requireFinite } from './require-finite.ts';
import type { Origin } from './origin.ts';
import { CheckpointError, readMetadata, writeMetadata, type TrainingMetadata } from './metadata.ts';

const optimizerPrefix = 'optimizer.';
const averagePrefix = 'average.';

/** A model, and what is needed to translate with it. */
export interface ModelCheckpoint {
  readonly model: Seq2Seq;
  readonly codec: Codec;
  readonly config: RunConfig;
  /** What the model began from, if that was another model. */
  readonly origin?: Origin | undefined;
  /** Where training stood, if the checkpoint was made to go on from. */
  readonly training: TrainingCheckpoint | undefined;
}

export interface TrainingCheckpoint extends TrainingMetadata {
  /** Tensors of the optimizer, by its names. */
  readonly optimizer: Readonly<Record<string, Tensor>>;
  /** The moving average of the parameters, by their names; empty where there is none. */
  readonly average: Readonly<Record<string, Tensor>>;
}

/**
 * One self-contained safetensors file: parameters under PyTorch's names, and in the metadata the config, tokenisers and
 * vocabularies; with a trainer also the optimizer, the moving average and the place in the data, so that training goes on bit for bit.
 *
 * To keep the best model, save `trainer.validated` without the trainer. The file is of the moment of the call, whatever trains meanwhile.
 * @throws TrainingError when a tensor holds values that are not finite.
 */
export async function saveCheckpoint(
  parts: Pick<ModelCheckpoint, 'model' | 'codec' | 'config' | 'origin'>,
  trainer?: Trainer,
): Promise<Uint8Array> {
  const { model, codec, config, origin } = parts;
  const optimizer = trainer?.optimizer.stateDict();
  const state = trainer?.state();
  const average = state?.averaged ? trainer!.validated.stateDict() : {};
  const tensors: Record<string, Tensor> = {
    ...model.stateDict(),
    ...withPrefix(optimizerPrefix, optimizer?.tensors ?? {}),
    ...withPrefix(averagePrefix, average),
  };
  const training = state && optimizer && { state, numbers: optimizer.numbers };
  const metadata = { model: model.config, codec: codec.config, config, origin, training };
  // Nothing is waited for before the tensors are read.
  const bytes = await safetensors.save(tensors, writeMetadata(metadata, unsealed));
  requireFinite(bytes);
  return seal(bytes);
}

function withPrefix(
  prefix: string,
  tensors: Readonly<Record<string, Tensor>>,
): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, x]) => [prefix + name, x]));
}

/** Takes out the tensors whose names start so, under the rest of their names. */
function takePrefix(prefix: string, tensors: Record<string, Tensor>): Record<string, Tensor> {
  const taken = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  for (const [name] of taken) delete tensors[name];
  return Object.fromEntries(taken.map(([name, x]) => [name.slice(prefix.length), x]));
}

/**
 * Reads what `saveCheckpoint` wrote.
 * @throws an error naming the fault for a file that is cut short, changed, not a checkpoint, or without this model's tensors.
 */
export async function loadCheckpoint(bytes: Uint8Array): Promise<ModelCheckpoint> {
  const { tensors, metadata } = safetensors.load(bytes);
  try {
    await verify(bytes, metadata['sha256'] ?? unsealed);
    const { model: modelConfig, codec, config, origin, training } = readMetadata(metadata);
    const parameters = { ...tensors };
    const optimizer = takePrefix(optimizerPrefix, parameters);
    const average = takePrefix(averagePrefix, parameters);
    await loadPackages(codec);
    const restored = restoreCodec(codec);
    requireSameVocabularies(modelConfig, restored);
    const model = new Seq2Seq(modelConfig);
    try {
      model.loadStateDict(parameters, { strict: true });
    } catch (error) {
      model.dispose();
      throw error;
    }
    dispose(parameters);
    if (!training) dispose({ ...optimizer, ...average });
    return {
      model,
      codec: restored,
      config,
      origin,
      training: training && { ...training, optimizer, average },
    };
  } catch (error) {
    dispose(tensors);
    throw error;
  }
}

/** A model of other vocabularies would give words of no sense. */
function requireSameVocabularies(
  { sourceVocabulary, targetVocabulary }: ModelConfig,
  { source, target }: Codec,
): void {
  const sizes = [source.vocabulary.size, target.vocabulary.size];
  if (sizes[0] === sourceVocabulary && sizes[1] === targetVocabulary) return;
  throw new CheckpointError(
    `the checkpoint's vocabularies have ${sizes.join(' and ')} entries, its model is made for ${sourceVocabulary} and ${targetVocabulary}: the file was put together of two, use one that was saved as a whole`,
    { vocabularies: sizes, model: [sourceVocabulary, targetVocabulary] },
  );
}

/** Loads what only some tokenisers need. */
async function loadPackages({ tokenizers: { source, target } }: CodecConfig): Promise<void> {
  if ([source, target].some(({ kind }) => kind === 'huggingface')) await loadHuggingFace();
}

/** Puts a trainer where a checkpoint stood; the checkpoint's tensors of optimizer and average are used up. */
export function resumeTraining(trainer: Trainer, checkpoint: TrainingCheckpoint): void {
  const { optimizer, numbers, average, state } = checkpoint;
  trainer.optimizer.loadStateDict({ tensors: optimizer, numbers });
  trainer.restore(state, average);
  dispose(optimizer);
  dispose(average);
}
