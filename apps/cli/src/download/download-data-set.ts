import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../folder/atomic-write.ts';
import { makeFolder } from '../folder/make-folder.ts';
import { isKnown, requireKnown, sha256, unpacked } from './checked-content.ts';
import type { DataFile, DataSet } from './data-set.ts';
import { AbsentError, type FileSource } from './file-source.ts';

interface DownloadOptions {
  readonly source: FileSource;
  /** The folder for the files; it is made. */
  readonly folder: string;
  /** Whether a file may be another version than the known one. */
  readonly anyVersion: boolean;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Told of each file: its name, bytes, and what was done. */
  readonly tell: (name: string, bytes: number, what: string) => void;
}

/**
 * Brings the files of a data set into a folder. A file is written as a whole, after its checksum was right; one that is there already
 * and right is kept, so the same call goes on where an earlier one ended.
 */
export async function downloadDataSet(set: DataSet, options: DownloadOptions): Promise<void> {
  await makeFolder(options.folder);
  const contents = new Map<string, Uint8Array>();
  for (const file of set.files) {
    try {
      contents.set(file.name, await bring(file, options));
    } catch (error) {
      if (!(error instanceof AbsentError) || file.optional !== true) throw error;
      options.tell(file.name, 0, 'not there, and not needed by the examples');
    }
  }
  for (const [name, text] of set.derive?.(contents) ?? []) {
    options.signal.throwIfAborted();
    const content = new TextEncoder().encode(text);
    const is = await writeIfOther(join(options.folder, name), content);
    options.tell(name, content.length, is === 'same' ? 'there already' : 'made of them');
  }
}

async function bring(file: DataFile, options: DownloadOptions): Promise<Uint8Array> {
  const { source, folder, anyVersion, maxBytes, signal, tell } = options;
  const path = join(folder, file.name);
  const there = await contentOf(path);
  if (there && isKnown(there, file)) {
    tell(file.name, there.length, 'there already, checksum right');
    return there;
  }
  signal.throwIfAborted();
  const found = await source.read(file, signal);
  const content = await unpacked(found, maxBytes);
  requireKnown(content, found.place, file, anyVersion);
  signal.throwIfAborted();
  const is = await writeIfOther(path, content);
  const checked = isKnown(content, file)
    ? 'checksum right'
    : `another version than the known one: sha256 ${sha256(content)}`;
  const before = is === 'same' ? 'there already, ' : there ? 'replaced what was there, ' : '';
  tell(file.name, content.length, before + checked);
  return content;
}

async function writeIfOther(path: string, content: Uint8Array): Promise<'same' | 'written'> {
  const there = await contentOf(path);
  if (there && Buffer.compare(there, content) === 0) return 'same';
  await writeFileAtomic(path, content);
  return 'written';
}

/** Undefined where no such file can be read; writing it then says why. */
async function contentOf(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch {
    return undefined;
  }
}
