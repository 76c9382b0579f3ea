import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { DataError, nearest } from '../errors.ts';

/** Says in words what an error of the file system or of gzip means for `path`. */
export async function explainFileError(path: string, error: unknown): Promise<DataError> {
  if (error instanceof DataError) return error;
  const { code = 'unknown' } = error as { readonly code?: string };
  const facts = { path, code };
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR': {
      const near = await nearestFile(path);
      const hint = near === undefined ? 'check the path' : `did you mean ${near}?`;
      return new DataError(`cannot read ${path}: there is no such file; ${hint}`, facts, error);
    }
    case 'EISDIR':
      return new DataError(
        `cannot read ${path}: it is a folder; name a text file in it`,
        facts,
        error,
      );
    case 'EACCES':
    case 'EPERM':
      return new DataError(
        `cannot read ${path}: permission denied; make the file readable for this user`,
        facts,
        error,
      );
    case 'Z_BUF_ERROR':
      return new DataError(
        `cannot read ${path}: the gzip data ends too early, the file is truncated; copy or download it again`,
        facts,
        error,
      );
    case 'Z_DATA_ERROR':
      return new DataError(
        `cannot read ${path}: not valid gzip data; if it is plain text rename it without .gz, else copy or download it again`,
        facts,
        error,
      );
    default:
      return new DataError(
        `cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`,
        facts,
        error,
      );
  }
}

/** As `explainFileError`, for a path that must be a folder. */
export async function explainFolderError(path: string, error: unknown): Promise<DataError> {
  const { code } = error as { readonly code?: string };
  if (code === 'ENOTDIR') {
    return new DataError(
      `cannot read ${path}: it is no folder; name the folder, not a file in it`,
      { path, code },
      error,
    );
  }
  if (code !== 'ENOENT') return explainFileError(path, error);
  const near = await nearestFile(path);
  const hint = near === undefined ? 'check the path' : `did you mean ${near}?`;
  return new DataError(
    `cannot read ${path}: there is no such folder; ${hint}`,
    { path, code },
    error,
  );
}

async function nearestFile(path: string): Promise<string | undefined> {
  try {
    return nearest(basename(path), await readdir(dirname(path)));
  } catch {
    return undefined;
  }
}
