import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { flushFolder, writeError } from './atomic-write.ts';

/** A file of a new run: its name and what is in it. */
export type FirstFile = readonly [name: string, content: Uint8Array | string];

/** The files of the earlier run in a folder, as paths in it. */
export type EarlierFiles = (folder: string) => Promise<readonly string[]>;

/** Holds the first files while they are written; worthless when its process is ended. */
const gathered = '.rondo-begin';
/** Holds them when all are there; from then on the folder is the new run's, whoever is ended. */
const complete = '.rondo-begun';

/**
 * Puts the first files of a run into a folder, all or none, and removes those of an earlier run, which stay until then. The files take
 * their places in the order given.
 * @throws CliError with the remedy; the earlier run is unchanged.
 */
export async function placeFirstFiles(
  folder: string,
  files: readonly FirstFile[],
  earlier: EarlierFiles,
): Promise<void> {
  const from = join(folder, gathered);
  await removeHalfFirstFiles(folder);
  let at = folder;
  try {
    await mkdir(from);
    for (const [n, [name, content]] of files.entries()) {
      at = join(folder, name);
      await writeFlushed(join(from, `${n}.${name}`), content);
    }
    at = folder;
    await flushFolder(from);
    await rename(from, join(folder, complete));
    await flushFolder(folder);
  } catch (error) {
    await removeHalfFirstFiles(folder).catch(() => undefined);
    throw writeError(at, error);
  }
  await finishFirstFiles(folder, earlier);
}

/**
 * Ends what a process has left that was ended amid `placeFirstFiles`; does nothing where there is nothing.
 * @throws CliError where a file cannot be moved or removed.
 */
export async function finishFirstFiles(folder: string, earlier: EarlierFiles): Promise<void> {
  const from = join(folder, complete);
  if (!existsSync(from)) return;
  try {
    const files = (await readdir(from)).toSorted((a, b) => numberOf(a) - numberOf(b));
    // As long as the first is here, none has moved.
    if (files[0]?.startsWith('0.')) await removeAll(folder, await earlier(folder));
    for (const file of files) {
      await rename(join(from, file), join(folder, file.slice(file.indexOf('.') + 1)));
    }
    await rmdir(from);
    await flushFolder(folder);
  } catch (error) {
    throw writeError(folder, error);
  }
}

/** Removes first files that are not all there. */
export async function removeHalfFirstFiles(folder: string): Promise<void> {
  await rm(join(folder, gathered), { recursive: true, force: true });
}

const numberOf = (file: string): number => Number.parseInt(file, 10);

async function removeAll(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(join(folder, name), { force: true });
}

async function writeFlushed(path: string, content: Uint8Array | string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
