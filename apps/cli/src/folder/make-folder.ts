import { mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CliError } from '../errors.ts';
import { remedyFor } from './remedies.ts';

/**
 * Makes a folder and those above it that are missing, and returns what it made, outermost first.
 *
 * One call for each folder, because Node's own recursive `mkdir` does not end in a place such as /proc.
 * @throws CliError naming the folder that cannot be made, and the remedy.
 */
export async function makeFolder(
  path: string,
  make: (path: string) => Promise<unknown> = mkdir,
): Promise<string[]> {
  if (await isFolder(path)) return [];
  const above = dirname(path);
  const made = above === path ? [] : await makeFolder(above, make);
  try {
    await make(path);
  } catch (error) {
    await removeFolders(made);
    throw folderError(path, error as NodeJS.ErrnoException);
  }
  return [...made, path];
}

/** Takes folders away again, the last one first, as far as they are empty. */
export async function removeFolders(made: readonly string[]): Promise<void> {
  try {
    for (const path of made.toReversed()) await rmdir(path);
  } catch {
    // Somebody has put something there.
  }
}

/**
 * Whether there is a folder of this name.
 * @throws CliError where there is something else.
 */
export async function isFolder(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (error) {
    const fault = error as NodeJS.ErrnoException;
    if (fault.code === 'ENOENT') return false;
    throw folderError(path, fault);
  }
  throw new CliError(`${path} is a file, not a folder; choose another with --out`);
}

function folderError(path: string, error: NodeJS.ErrnoException): CliError {
  const place = 'choose another with --out';
  const remedy =
    error.code === 'ENOENT'
      ? `the system takes no folders there; ${place}`
      : remedyFor(error, place);
  return new CliError(`cannot make the folder ${path}: ${remedy}`, error);
}
