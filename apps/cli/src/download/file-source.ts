import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { explainFileError } from '@rondo/data/node';
import { CliError } from '../errors.ts';
import type { DataFile, DataSet } from './data-set.ts';
import { readUrl } from './read-url.ts';

/** Bytes as they were found, packed or not, and where. */
export interface Found {
  readonly bytes: Uint8Array;
  readonly place: string;
}

/** A file that a source does not have. */
export class AbsentError extends CliError {
  override readonly name = 'AbsentError';
}

/** Where files are taken from; they are looked up by name. */
export interface FileSource {
  /** For the user. */
  readonly place: string;
  /** @throws AbsentError where the file is not there, CliError or DataError where it cannot be read. */
  readonly read: (file: DataFile, signal: AbortSignal) => Promise<Found>;
}

interface WebOptions {
  readonly stallSeconds: number;
  readonly maxBytes: number;
}

const isUrl = (from: string): boolean => /^https?:\/\//iu.test(from);

/** The source of a data set itself, or a mirror: an address that names are appended to, or a folder. */
export function fileSource(
  set: DataSet,
  from: string | undefined,
  toPath: (folder: string) => string,
  options: WebOptions,
): FileSource {
  if (from === undefined) return webSource(set.base, ({ remote }) => [remote], options, set.page);
  if (isUrl(from)) return webSource(`${from.replace(/\/+$/u, '')}/`, namesOf, options);
  return folderSource(toPath(from));
}

/** What the file may be called in a mirror. */
function namesOf({ name, remote }: DataFile): string[] {
  return [...new Set([name, `${name}.gz`, `${name}.txt`, `${name}.txt.gz`, remote])];
}

function webSource(
  base: string,
  names: (file: DataFile) => readonly string[],
  { stallSeconds, maxBytes }: WebOptions,
  page?: string,
): FileSource {
  return {
    place: base,
    read: async (file, signal) => {
      const tried = names(file);
      for (const name of tried) {
        const place = base + name;
        const bytes = await readUrl(place, { signal, stallSeconds, maxBytes });
        if (bytes) return { bytes, place };
      }
      const where =
        page === undefined
          ? ''
          : `; see ${page} for where the data is now, and name a folder that has it with --from`;
      throw new AbsentError(`${base}: there is no ${tried.join(', no ')} (404)${where}`);
    },
  };
}

function folderSource(folder: string): FileSource {
  return {
    place: folder,
    read: async (file) => {
      for (const name of namesOf(file)) {
        const place = join(folder, name);
        if (!(await exists(place))) continue;
        try {
          return { bytes: await readFile(place), place };
        } catch (error) {
          throw await explainFileError(place, error);
        }
      }
      throw new AbsentError(`there is no ${namesOf(file).join(', no ')} in ${folder}`);
    },
  };
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
