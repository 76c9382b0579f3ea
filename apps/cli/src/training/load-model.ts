import { explainFileError } from '@rondo/data/node';
import { loadCheckpoint, type ModelCheckpoint } from '@rondo/seq2seq';
import { dispose } from '@rondo/tensor';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { atPlace, CliError } from '../errors.ts';

/**
 * Reads a checkpoint.
 * @throws CliError naming the file and what is wrong with it.
 */
export async function loadModel(path: string): Promise<ModelCheckpoint> {
  const bytes = await loadModelBytes(path);
  return atPlace(path, () => loadCheckpoint(bytes));
}

/** Reads a checkpoint for all but training on: as `loadModel`, without the tensors that only training needs. */
export async function loadModelOnly(path: string): Promise<ModelCheckpoint> {
  return parseModelOnly(await loadModelBytes(path), path);
}

/**
 * Reads the file of a checkpoint.
 * @throws CliError naming the file and why it cannot be read.
 */
export function loadModelBytes(path: string): Promise<Uint8Array> {
  return readFile(path).catch(async (error: unknown) => {
    throw await explain(path, error as NodeJS.ErrnoException);
  });
}

/** As `loadModelOnly`, of bytes that are read already. */
export async function parseModelOnly(bytes: Uint8Array, path: string): Promise<ModelCheckpoint> {
  const checkpoint = await atPlace(path, () => loadCheckpoint(bytes));
  disposeTraining(checkpoint);
  return checkpoint;
}

/** Gives back what of a checkpoint only training needs. */
export function disposeTraining({ training }: ModelCheckpoint): void {
  dispose(training?.optimizer ?? {});
  dispose(training?.average ?? {});
}

async function explain(path: string, error: NodeJS.ErrnoException): Promise<Error> {
  if (error.code !== 'EISDIR') return explainFileError(path, error);
  const inside = ['best.safetensors', 'model.safetensors'].map((name) => join(path, name));
  const found = inside.find((file) => existsSync(file));
  const hint = found
    ? `did you mean ${found}?`
    : 'name a checkpoint, such as best.safetensors in the folder of a run';
  return new CliError(`cannot read ${path}: it is a folder; ${hint}`, error);
}
