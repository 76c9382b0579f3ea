import { DataError, decodeLines } from '@rondo/data';
import { type Bytes, chunksOf } from './byte-source.ts';
import { CollectedVectors, type ReadVectorsOptions } from './collected-vectors.ts';
import { type Header, notFinite, parseHeader } from './word2vec-header.ts';
import type { WordVectors } from './word-vectors.ts';

/** Characters of a chunk that is written, roughly. */
const chunkSize = 2 ** 16;

/** Vectors in the text form of word2vec, in chunks: a line of the two sizes, then one for each word. Reading gives the same bits. */
export function* writeWord2VecText(vectors: WordVectors): Generator<Uint8Array, void> {
  const encoder = new TextEncoder();
  const { size, dimensions, words } = vectors;
  let text = `${size} ${dimensions}\n`;
  for (let i = 0; i < size; i++) {
    checkWord(words[i]!);
    // Nine digits tell any two float32 numbers apart.
    const numbers = Array.from(vectors.vectorAt(i), (value) => Number(value.toPrecision(9)));
    text += `${words[i]!} ${numbers.join(' ')}\n`;
    if (text.length < chunkSize) continue;
    yield encoder.encode(text);
    text = '';
  }
  yield encoder.encode(text);
}

/**
 * Reads the text form of word2vec. A word may have blanks; the numbers are the last of a line, with blanks or tabs between. Of a word
 * that comes twice the first vector is taken.
 * @throws DataError that names the line: a wrong first line, too few or too many words or numbers, what is no number, what is not
 * UTF-8 (see `invalidUtf8`).
 */
export async function readWord2VecText(
  bytes: Bytes,
  options: ReadVectorsOptions = {},
): Promise<WordVectors> {
  const { name = 'vectors', invalidUtf8 = 'refuse' } = options;
  const whole = notEmpty(bytes, name);
  const text = invalidUtf8 === 'replace' ? repaired(whole) : whole;
  let header: Header | undefined;
  let found: CollectedVectors | undefined;
  for await (const line of decodeLines(text, { name, maxLineBytes: 2 ** 26 })) {
    if (!header || !found) {
      header = parseHeader(line, name);
      found = new CollectedVectors(header, options);
      continue;
    }
    if (line.trim() === '') continue;
    if (found.read === header.words) {
      throw wrongCount(name, header.words, `line ${found.read + 2} is one more`);
    }
    found.add(readLine(line, found, name));
  }
  header ??= parseHeader('', name);
  found ??= new CollectedVectors(header, options);
  if (found.read < header.words) {
    throw wrongCount(name, header.words, `it ends after ${found.read}`);
  }
  return found.finish();
}

/** UTF-8 in any case: what is broken becomes U+FFFD. */
async function* repaired(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const encoder = new TextEncoder();
  for await (const chunk of bytes) {
    yield encoder.encode(decoder.decode(chunk, { stream: true }));
  }
  yield encoder.encode(decoder.decode());
}

async function* notEmpty(bytes: Bytes, name: string): AsyncGenerator<Uint8Array, void> {
  let isEmpty = true;
  for await (const chunk of chunksOf(bytes)) {
    isEmpty &&= chunk.length === 0;
    yield chunk;
  }
  if (isEmpty) {
    throw new DataError(`${name}: the file is empty; restore it or download it again`, { name });
  }
}

/** The word of a line, whose numbers are put in their place. */
function readLine(line: string, { read, row }: CollectedVectors, name: string): string {
  const place = `line ${read + 2}`;
  const dimensions = row.length;
  // A word may have two blanks in a row; between tabs there are no such words.
  const parts = line.trimEnd().split(line.includes('\t') ? /[\t ]+/u : ' ');
  if (parts.length <= dimensions) {
    throw new DataError(
      `${name}: ${place} has ${parts.length - 1} numbers behind its word, the first line says ${dimensions}; the file is damaged or incomplete: restore it or download it again`,
      { name, line: read + 2, expected: dimensions, received: parts.length - 1 },
    );
  }
  const first = parts.length - dimensions;
  const word = parts.slice(0, first).join(' ');
  for (let dimension = 0; dimension < dimensions; dimension++) {
    const text = parts[first + dimension]!;
    const value = Math.fround(Number(text));
    if (text === '' || !Number.isFinite(value)) {
      throw notFinite(name, place, { word, dimension, value: text });
    }
    row[dimension] = value;
  }
  return word;
}

function wrongCount(name: string, words: number, what: string): DataError {
  return new DataError(
    `${name}: the first line says ${words} words, and ${what}; the file is damaged or incomplete: restore it or download it again`,
    { name, words },
  );
}

/** @throws DataError for a word that would not be read again. */
export function checkWord(word: string): void {
  if (word !== '' && !/[\n\r]/u.test(word) && word === word.trim()) return;
  throw new DataError(
    `the word ${JSON.stringify(word)} cannot be written in word2vec's form: it is empty, begins or ends with a blank, or has a line break; ` +
      'rename it, or save as safetensors',
    { word },
  );
}
