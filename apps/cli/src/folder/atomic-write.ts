import { existsSync } from 'node:fs';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CliError } from '../errors.ts';
import { remedyFor } from './remedies.ts';

/** The part of the file system that writing needs; tests put a failing one here. */
export interface FileSystem {
  readonly open: typeof open;
  readonly rename: typeof rename;
  readonly rm: typeof rm;
}

interface WriteOptions {
  /** Of the command line, that names another place. */
  readonly option?: '--out' | '--output';
  readonly files?: FileSystem;
}

const nodeFiles: FileSystem = { open, rename, rm };
const temporaryName = /^\..+\.\d+\.rondo-tmp$/;

/**
 * Writes a file so that at any moment either the old or the new one is there as a whole: a temporary file in the same folder is
 * written, flushed to disk and renamed.
 * @throws CliError with the remedy; the old file is unchanged and the temporary one removed.
 */
export async function writeFileAtomic(
  path: string,
  content: Uint8Array | string,
  { option = '--out', files = nodeFiles }: WriteOptions = {},
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.rondo-tmp`);
  try {
    const handle = await files.open(temporary, 'w');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await files.rename(temporary, path);
  } catch (error) {
    await files.rm(temporary, { force: true }).catch(() => undefined);
    throw writeError(path, error, option);
  }
  await flushFolder(dirname(path), files);
}

/** Removes what an earlier process left behind when it was ended amid a write. */
export async function removeTemporaryFiles(folder: string): Promise<void> {
  const names = await readdir(folder);
  const stale = names.filter((name) => temporaryName.test(name));
  await Promise.all(stale.map((name) => rm(join(folder, name), { force: true })));
}

/** Says in words why a file could not be written, and what to do. */
export function writeError(path: string, error: unknown, option = '--out'): CliError {
  const fault = error as NodeJS.ErrnoException;
  const place = `choose another with ${option}`;
  const remedy =
    fault.code === 'ENOENT'
      ? `there is no folder ${dirname(path)}; make it or ${place}`
      : remedyFor(fault, place);
  const kept = existsSync(path) ? ` (an earlier ${basename(path)} is unchanged)` : '';
  return new CliError(`cannot write ${path}: ${remedy}${kept}`, error);
}

/** Makes a rename survive a power cut, where the system can. */
async function flushFolder(folder: string, files: FileSystem): Promise<void> {
  try {
    const handle = await files.open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows does not open folders; the rename is then as safe as the system makes it.
  }
}
