import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DataError } from '../errors.ts';
import { defaultMaxLineBytes } from '../lines/decode-lines.ts';
import { LineDecoder, type LongLines } from '../lines/line-decoder.ts';
import { explainFileError } from './file-errors.ts';

export interface ReadLinesOptions {
  /** Longer lines are an error: the file is probably not text. Default 1 MiB. */
  readonly maxLineBytes?: number;
  /** 'cut' gives them in pieces instead, which end at blanks where there are any: for a corpus that is one line. Default 'refuse'. */
  readonly longLines?: LongLines;
}

/**
 * The lines of a UTF-8 text file, gunzipped on the way if its name ends in `.gz`; memory does not grow with the file.
 *
 * Lines end in \n or \r\n; a byte-order mark is dropped. Throws a DataError for a missing or empty file, a folder, a truncated
 * or corrupt gzip file, and for invalid UTF-8, NUL or overlong lines with file, line and byte offset (in the unpacked text).
 */
export async function* readLines(
  path: string,
  { maxLineBytes = defaultMaxLineBytes, longLines }: ReadLinesOptions = {},
): AsyncGenerator<string, void> {
  const decoder = new LineDecoder(path, maxLineBytes, longLines);
  try {
    if ((await stat(path)).isDirectory()) throw Object.assign(new Error(path), { code: 'EISDIR' });
    for await (const chunk of open(path)) yield* decoder.push(chunk as Uint8Array);
    yield* decoder.end();
  } catch (error) {
    throw await explainFileError(path, error);
  }
}

/** The whole text of a file such as a merge list, read as `readLines` does; an empty file has none. */
export async function readText(path: string, options: ReadLinesOptions = {}): Promise<string> {
  let text = '';
  try {
    for await (const line of readLines(path, options)) text += `${line}\n`;
  } catch (error) {
    if (!(error instanceof DataError && error.facts['bytes'] === 0)) throw error;
  }
  return text;
}

function open(path: string): Readable {
  const file = createReadStream(path);
  if (!path.endsWith('.gz')) return file;
  // The reader of the unzipped stream sees every error of either.
  return pipeline(file, createGunzip(), () => undefined);
}
