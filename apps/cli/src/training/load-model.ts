import { explainFileError } from '@rondo/data/node';
import { loadCheckpoint, type ModelCheckpoint } from '@rondo/seq2seq';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { atPlace, CliError } from '../errors.ts';

/**
 * Reads a checkpoint.
 * @throws CliError naming the file and what is wrong with it.
 */
export async function loadModel(path: string): Promise<ModelCheckpoint> {
  const bytes = await readFile(path).catch(async (error: unknown) => {
    throw await explain(path, error as NodeJS.ErrnoException);
  });
  return atPlace(path, () => loadCheckpoint(bytes));
}

async function explain(path: string, error: NodeJS.ErrnoException): Promise<Error> {
  if (error.code !== 'EISDIR') return explainFileError(path, error);
  const best = join(path, 'best.safetensors');
  const hint = existsSync(best)
    ? `did you mean ${best}?`
    : 'name a checkpoint, such as best.safetensors in the folder of a run';
  return new CliError(`cannot read ${path}: it is a folder; ${hint}`, error);
}
