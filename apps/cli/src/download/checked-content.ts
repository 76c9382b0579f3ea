import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { explainFileError } from '@rondo/data/node';
import { CliError } from '../errors.ts';
import type { DataFile } from './data-set.ts';
import type { Found } from './file-source.ts';

const unzip = promisify(gunzip);

export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The name that git gives a content: SHA-1 of "blob", its length, NUL, and itself. */
function gitBlob(content: Uint8Array): string {
  const hash = createHash('sha1').update(`blob ${content.length}\0`);
  return hash.update(content).digest('hex');
}

/** The checksum of a content, of the kind that the known file has, with its name. */
function checksum(content: Uint8Array, known: DataFile): string {
  return known.sha256 === undefined ? `git blob ${gitBlob(content)}` : `sha256 ${sha256(content)}`;
}

function checksumOf({ sha256: sum, gitBlob: blob }: DataFile): string {
  return sum === undefined ? `git blob ${blob}` : `sha256 ${sum}`;
}

/** Whether a content is that of the known file. */
export function isKnown(content: Uint8Array, known: DataFile): boolean {
  return checksum(content, known) === checksumOf(known);
}

/**
 * The content, unpacked where it is gzip; up to `maxBytes`.
 * @throws DataError for a truncated or corrupt file.
 */
export async function unpacked({ bytes, place }: Found, maxBytes: number): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await unzip(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    throw await explainFileError(place, error);
  }
}

/**
 * @throws CliError naming both checksums where the content is not the known one; with `anyVersion` only where it is no version of the
 * file at all, such as a web page.
 */
export function requireKnown(
  content: Uint8Array,
  place: string,
  known: DataFile,
  anyVersion: boolean,
): void {
  if (isKnown(content, known)) return;
  const other = guess(content);
  if (anyVersion) {
    if (other === '') return;
    throw new CliError(`${place} is not the file that is wanted${other}; it was not written`);
  }
  const wanted = checksumOf(known);
  const expected = known.bytes === undefined ? wanted : `${known.bytes} bytes with ${wanted}`;
  throw new CliError(
    `${place} is not the file that is wanted${other}: expected ${expected}, ` +
      `received ${content.length} bytes with ${checksum(content, known)}; it was not written. If it is another version that you want: --any-version`,
  );
}

function guess(content: Uint8Array): string {
  const start = new TextDecoder().decode(content.subarray(0, 200)).trimStart();
  if (/^<(?:!doctype|html)/iu.test(start)) return ' but a web page';
  if (start.startsWith('version https://git-lfs')) return ' but a pointer of Git LFS';
  if (start.startsWith('PK\u0003\u0004')) return ' but a zip file; unpack it';
  return '';
}
