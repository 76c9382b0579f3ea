import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DataError } from '../errors.ts';
import { explainFileError } from './file-errors.ts';

const unzip = promisify(gunzip);

/**
 * The bytes of a file such as a SentencePiece `.model`, gunzipped if its name ends in `.gz`.
 *
 * @throws DataError for a missing or empty file, a folder, a truncated or corrupt gzip file.
 */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const stored = await readFile(path);
    const bytes = path.endsWith('.gz') && stored.length > 0 ? await unzip(stored) : stored;
    if (bytes.length === 0) throw new DataError(`${path} is empty; copy it again`, { path });
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  } catch (error) {
    throw await explainFileError(path, error);
  }
}
