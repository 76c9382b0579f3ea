import { safetensors } from '@rondo/layers-core';
import { dispose, type Tensor } from '@rondo/tensor';
import type { RunConfig } from '../config/schema.ts';
import { Seq2Seq } from '../model/seq2seq.ts';
import { restoreCodec, type Codec } from '../text/codec.ts';
import { TrainingError } from '../training/error.ts';
import type { Trainer } from '../training/trainer.ts';
import { seal, unsealed, verify } from './checksum.ts';
import { readMetadata, writeMetadata, type TrainingMetadata } from './metadata.ts';

const optimizerPrefix = 'optimizer.';

/** A model, and what is needed to translate with it. */
export interface ModelCheckpoint {
  readonly model: Seq2Seq;
  readonly codec: Codec;
  readonly config: RunConfig;
  /** Where training stood, if the checkpoint was made to go on from. */
  readonly training: TrainingCheckpoint | undefined;
}

export interface TrainingCheckpoint extends TrainingMetadata {
  /** Tensors of the optimizer, by its names. */
  readonly optimizer: Readonly<Record<string, Tensor>>;
}

/**
 * One self-contained safetensors file: parameters under PyTorch's names, and in the metadata the config, tokenisers and
 * vocabularies; with a trainer also the optimizer and the place in the data, so that training goes on bit for bit.
 *
 * @throws TrainingError when a tensor holds values that are not finite.
 */
export async function saveCheckpoint(
  parts: { readonly model: Seq2Seq; readonly codec: Codec; readonly config: RunConfig },
  trainer?: Trainer,
): Promise<Uint8Array> {
  const { model, codec, config } = parts;
  const tensors: Record<string, Tensor> = { ...model.stateDict() };
  const optimizer = trainer?.optimizer.stateDict();
  for (const [name, tensor] of Object.entries(optimizer?.tensors ?? {})) {
    tensors[optimizerPrefix + name] = tensor;
  }
  await requireFinite(tensors);
  const training = trainer && optimizer && { state: trainer.state(), numbers: optimizer.numbers };
  const metadata = { model: model.config, codec: codec.config, config, training };
  return seal(await safetensors.save(tensors, writeMetadata(metadata, unsealed)));
}

/** A model that has diverged must not take the place of a good one. */
async function requireFinite(tensors: Readonly<Record<string, Tensor>>): Promise<void> {
  for (const [name, tensor] of Object.entries(tensors)) {
    const data = await tensor.data();
    if (data.every(Number.isFinite)) continue;
    throw new TrainingError(
      `the tensor '${name}' holds values that are not finite numbers, so no checkpoint was made of it; ` +
        'go back to an earlier checkpoint with a lower training.learningRate or a longer training.warmup',
      { name },
    );
  }
}

/**
 * Reads what `saveCheckpoint` wrote.
 * @throws an error naming the fault for a file that is cut short, changed, not a checkpoint, or without this model's tensors.
 */
export async function loadCheckpoint(bytes: Uint8Array): Promise<ModelCheckpoint> {
  const { tensors, metadata } = safetensors.load(bytes);
  try {
    await verify(bytes, metadata['sha256'] ?? unsealed);
    const { model: modelConfig, codec, config, training } = readMetadata(metadata);
    const parameters: Record<string, Tensor> = {};
    const optimizer: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(tensors)) {
      if (name.startsWith(optimizerPrefix)) optimizer[name.slice(optimizerPrefix.length)] = tensor;
      else parameters[name] = tensor;
    }
    const restored = restoreCodec(codec);
    const model = new Seq2Seq(modelConfig);
    try {
      model.loadStateDict(parameters, { strict: true });
    } catch (error) {
      model.dispose();
      throw error;
    }
    dispose(parameters);
    return {
      model,
      codec: restored,
      config,
      training: training && { ...training, optimizer },
    };
  } catch (error) {
    dispose(tensors);
    throw error;
  }
}

/** Puts a trainer where a checkpoint stood; the checkpoint's optimizer tensors are used up. */
export function resumeTraining(trainer: Trainer, checkpoint: TrainingCheckpoint): void {
  trainer.optimizer.loadStateDict({ tensors: checkpoint.optimizer, numbers: checkpoint.numbers });
  trainer.restore(checkpoint.state);
  dispose(checkpoint.optimizer);
}
