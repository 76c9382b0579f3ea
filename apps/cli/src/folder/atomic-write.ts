import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CliError } from '../errors.ts';

/** The part of the file system that writing needs; tests put a failing one here. */
export interface FileSystem {
  readonly open: typeof open;
  readonly rename: typeof rename;
  readonly rm: typeof rm;
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
  files: FileSystem = nodeFiles,
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
    throw writeError(path, error);
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
export function writeError(path: string, error: unknown): CliError {
  const { code = '', message } = error as Error & { readonly code?: string };
  const remedy = remedies[code] ?? `${message}; choose another folder with --out`;
  return new CliError(
    `cannot write ${path}: ${remedy} (an earlier ${basename(path)} is unchanged)`,
    error,
  );
}

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space',
  EDQUOT: 'the quota of the disk is used up; free some space',
  EACCES: 'permission denied; make the folder writable for this user or choose another with --out',
  EPERM: 'not permitted; make the folder writable for this user or choose another with --out',
  EROFS: 'the file system is read-only; choose another folder with --out',
  ENOENT: 'the folder is gone; make it again or choose another with --out',
  ENOTDIR: 'a part of the path is a file, not a folder; choose another with --out',
  EISDIR: 'there is a folder of this name; remove it or choose another place with --out',
};

/** Makes a rename survive a power cut, where the system can. */
async function flushFolder(folder: string, files: FileSystem): Promise<void> {
  try {
    const handle = await files.open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows does not open folders; the rename is then as safe as the system makes it.
  }
}
