import { DataError, decodeLines } from '@rondo/data';
import { type Bytes, chunksOf } from './byte-source.ts';
import { CollectedVectors, type ReadVectorsOptions } from './collected-vectors.ts';
import { mostDecimalBytes, writeDecimal } from './decimal.ts';
import { type Header, notFinite, parseHeader } from './word2vec-header.ts';
import type { WordVectors } from './word-vectors.ts';

/** Bytes of a chunk that is written, roughly. */
const chunkSize = 2 ** 16;

const [blank, newline, letterA] = [0x20, 0x0a, 0x41];

/**
 * Vectors in the text form of word2vec, in chunks: a line of the two sizes, then one for each word. Reading gives the same bits.
 * @throws DataError for a word that would not be read again.
 */
export function* writeWord2VecText(vectors: WordVectors): Generator<Uint8Array, void> {
  const encoder = new TextEncoder();
  const { size, dimensions, words, numbers } = vectors;
  let bytes = new Uint8Array(2 * chunkSize);
  let used = encoder.encodeInto(`${size} ${dimensions}\n`, bytes).written;
  for (let i = 0; i < size; i++) {
    const word = words[i]!;
    checkWord(word);
    checkParts(word);
    const most = used + 3 * word.length + dimensions * (1 + mostDecimalBytes) + 1;
    if (most > bytes.length) bytes = enlarged(bytes, most);
    used += encoder.encodeInto(word, bytes.subarray(used)).written;
    for (let n = i * dimensions; n < (i + 1) * dimensions; n++) {
      bytes[used++] = blank;
      used = writeDecimal(numbers[n]!, bytes, used);
    }
    bytes[used++] = newline;
    if (used < chunkSize) continue;
    yield bytes.slice(0, used);
    used = 0;
  }
  if (used > 0) yield bytes.slice(0, used);
}

function enlarged(bytes: Uint8Array, least: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(2 * least);
  larger.set(bytes);
  return larger;
}

export interface ReadWord2VecTextOptions extends ReadVectorsOptions {
  /** Whether a line of the two sizes comes first (the default); files of GloVe have none. */
  readonly header?: boolean;
}

/**
 * Reads the text form of word2vec. A word may have blanks, but no number behind one, which is a number too many; the numbers are the
 * last of a line, with blanks or tabs between. Of a word that comes twice the first vector is taken.
 * @throws DataError that names the line: a wrong first line, too few or too many words or numbers, no word, what is no number, what is
 * not UTF-8 (see `invalidUtf8`).
 */
export async function readWord2VecText(
  bytes: Bytes,
  options: ReadWord2VecTextOptions = {},
): Promise<WordVectors> {
  const { name = 'vectors', invalidUtf8 = 'refuse', header: hasHeader = true } = options;
  const whole = notEmpty(bytes, name);
  const text = invalidUtf8 === 'replace' ? repaired(whole) : whole;
  let header: Header | undefined;
  let found: CollectedVectors | undefined;
  for await (const line of decodeLines(text, { name, maxLineBytes: 2 ** 26 })) {
    if (!header || !found) {
      header = hasHeader ? parseHeader(line, name) : sizesOf(line, name);
      found = new CollectedVectors(header, options);
      if (hasHeader) continue;
    }
    if (line.trim() === '') continue;
    if (found.read === header.words) {
      throw wrongCount(name, header.words, `line ${found.read + 2} is one more`);
    }
    found.add(readLine(line, found, { name, first: hasHeader ? 2 : 1 }));
    if (found.read === found.most && found.most < header.words) break;
  }
  header ??= parseHeader('', name);
  found ??= new CollectedVectors(header, options);
  if (hasHeader && found.read < found.most) {
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

/** What the first of the words tells where no line of sizes comes before them. */
function sizesOf(line: string, name: string): Header {
  const parts = partsOf(line);
  const dimensions = countNumbers(parts, parts.length);
  if (dimensions > 0) return { words: Infinity, dimensions };
  throw new DataError(
    `${name}: line 1 has no numbers behind its word; is this a file of vectors as text?`,
    { name, line: 1 },
  );
}

// A word may have two blanks in a row; between tabs there are no such words.
function partsOf(line: string): string[] {
  return line.trimEnd().split(line.includes('\t') ? /[\t ]+/u : ' ');
}

/** The word of a line, whose numbers are put in their place; `first` is the line of the first word. */
function readLine(
  line: string,
  { read, row }: CollectedVectors,
  { name, first: firstLine }: { readonly name: string; readonly first: number },
): string {
  const number = read + firstLine;
  const place = `line ${number}`;
  const dimensions = row.length;
  const parts = partsOf(line);
  const first = parts.length - dimensions;
  const more = countNumbers(parts, first);
  if (first < 1 || more > 0) {
    const received = first < 1 ? parts.length - 1 : dimensions + more;
    throw new DataError(
      `${name}: ${place} has ${received} numbers behind its word, the first line says ${dimensions}; the file is damaged or incomplete: restore it or download it again`,
      { name, line: number, expected: dimensions, received },
    );
  }
  const word = parts.slice(0, first).join(' ');
  if (/^ *$/u.test(word)) {
    throw new DataError(
      `${name}: ${place} has no word before its numbers; write one there, or remove the line`,
      { name, line: number },
    );
  }
  for (let dimension = 0; dimension < dimensions; dimension++) {
    const text = parts[first + dimension]!;
    const value = Math.fround(numberOf(text));
    if (!Number.isFinite(value)) {
      throw notFinite(name, place, { word, dimension, value: text });
    }
    row[dimension] = value;
  }
  return word;
}

/** How many parts just before `end` are numbers, the first part, which is a word, left out. */
function countNumbers(parts: readonly string[], end: number): number {
  let begin = end;
  while (begin > 1 && !Number.isNaN(numberOf(parts[begin - 1]!))) begin -= 1;
  return Math.max(0, end - begin);
}

/** The decimal number of a text; NaN where it is none. */
function numberOf(text: string): number {
  // `Number` takes 0x10, 0b1 and 0o7, too, and 0 for nothing.
  const isOther = text === '' || (text.charCodeAt(1) >= letterA && /^0[box]/iu.test(text));
  return isOther ? NaN : Number(text);
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

/** @throws DataError for a word of several parts that would be read as other ones, or as numbers. */
function checkParts(word: string): void {
  const at = word.lastIndexOf(' ');
  if (!word.includes('\t') && (at < 0 || Number.isNaN(numberOf(word.slice(at + 1))))) return;
  throw new DataError(
    `the word ${JSON.stringify(word)} cannot be written in word2vec's text form: it has a tab, or ends with a number behind a blank; rename it, or save as safetensors`,
    { word },
  );
}
