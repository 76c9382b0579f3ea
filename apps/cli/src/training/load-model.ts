import { explainFileError } from '@rondo/data/node';
import { loadCheckpoint, type ModelCheckpoint } from '@rondo/seq2seq';
import { readFile } from 'node:fs/promises';
import { atPlace } from '../errors.ts';

/**
 * Reads a checkpoint.
 * @throws CliError naming the file and what is wrong with it.
 */
export async function loadModel(path: string): Promise<ModelCheckpoint> {
  const bytes = await readFile(path).catch(async (error: unknown) => {
    throw await explainFileError(path, error);
  });
  return atPlace(path, () => loadCheckpoint(bytes));
}
