import { DataError } from '@rondo/data';
import { type Bytes, ByteSource } from './byte-source.ts';
import { CollectedVectors, type ReadVectorsOptions } from './collected-vectors.ts';
import { type Header, notBegun, notFinite, parseHeader } from './word2vec-header.ts';
import { checkWord } from './word2vec-text.ts';
import type { WordVectors } from './word-vectors.ts';

const [newline, blank, tab, carriageReturn] = [0x0a, 0x20, 0x09, 0x0d];
const mostHeaderBytes = 100;
const mostWordBytes = 2 ** 16;

/**
 * Vectors in the binary form of word2vec, a chunk for each word: a line of the two sizes, then the word, a blank, its float32 numbers
 * (little-endian) and a line break.
 */
export function* writeWord2VecBinary(vectors: WordVectors): Generator<Uint8Array, void> {
  const encoder = new TextEncoder();
  const { size, dimensions, words } = vectors;
  yield encoder.encode(`${size} ${dimensions}\n`);
  for (let i = 0; i < size; i++) {
    checkWord(words[i]!);
    if (words[i]!.includes(' ')) {
      throw new DataError(
        `the word ${JSON.stringify(words[i])} has a blank, which ends words in word2vec's binary form; write text or safetensors`,
        { word: words[i] },
      );
    }
    const word = encoder.encode(`${words[i]!} `);
    const chunk = new Uint8Array(word.length + 4 * dimensions + 1);
    chunk.set(word);
    const view = new DataView(chunk.buffer, word.length);
    vectors.vectorAt(i).forEach((value, d) => view.setFloat32(4 * d, value, true));
    chunk[chunk.length - 1] = newline;
    yield chunk;
  }
}

/**
 * Reads the binary form of word2vec, with or without line breaks between words. Of a word that comes twice the first vector is taken.
 * @throws DataError that names the word and the byte: a wrong first line, a file that ends early or goes on, what is no number, a word
 * that is not UTF-8 (see `invalidUtf8`).
 */
export async function readWord2VecBinary(
  bytes: Bytes,
  options: ReadVectorsOptions = {},
): Promise<WordVectors> {
  const source = new ByteSource(bytes);
  try {
    return await readAll(source, options);
  } finally {
    await source.close();
  }
}

async function readAll(source: ByteSource, options: ReadVectorsOptions): Promise<WordVectors> {
  const { name = 'vectors', invalidUtf8 = 'refuse' } = options;
  const decoder = new TextDecoder('utf-8', { fatal: invalidUtf8 === 'refuse', ignoreBOM: true });
  const header = await readHeader(source, name);
  const found = new CollectedVectors(header, options);
  const { dimensions } = header;
  const bytesOfRow = new Uint8Array(4 * dimensions);
  const view = new DataView(bytesOfRow.buffer);
  while (found.read < found.most) {
    const index = found.read;
    await source.skip(newline);
    const bytes = await source.until(blank, mostWordBytes);
    const filled = bytes === undefined ? 0 : await source.readInto(bytesOfRow);
    if (bytes === undefined || filled < bytesOfRow.length) {
      throw new DataError(
        `${name}: ends or is damaged at byte ${source.position}, in word ${index + 1} of ${header.words}; restore it or download it again`,
        { name, byte: source.position, index, words: header.words },
      );
    }
    const word = decoded(decoder, bytes, name, index);
    const { row } = found;
    for (let dimension = 0; dimension < dimensions; dimension++) {
      const value = view.getFloat32(4 * dimension, true);
      if (!Number.isFinite(value)) {
        throw notFinite(name, `word ${index + 1}`, { word, dimension, value });
      }
      row[dimension] = value;
    }
    found.add(word);
  }
  if (found.most < header.words) return found.finish();
  await source.skip(newline);
  if ((await source.peek()) !== undefined) {
    throw new DataError(
      `${name}: goes on at byte ${source.position} after the ${header.words} words that its first line says; the file is damaged: restore it or download it again`,
      { name, byte: source.position, words: header.words },
    );
  }
  return found.finish();
}

async function readHeader(source: ByteSource, name: string): Promise<Header> {
  const start = await source.start(mostHeaderBytes);
  const line = await source.until(newline, mostHeaderBytes);
  // What is no text is shown as bytes.
  if (!line || line.some((byte) => byte < blank && byte !== tab && byte !== carriageReturn)) {
    throw notBegun(name, start);
  }
  return parseHeader(new TextDecoder().decode(line), name);
}

function decoded(decoder: TextDecoder, bytes: Uint8Array, name: string, index: number): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    const shown = new TextDecoder().decode(bytes);
    throw new DataError(
      `${name}: word ${index + 1}, ${JSON.stringify(shown)}, is not UTF-8; save the file as UTF-8, or read it with invalidUtf8: 'replace'`,
      { name, index },
      error,
    );
  }
}
