import { DataError } from '@rondo/data';
import { type Bytes, ByteSource } from './byte-source.ts';
import { notFinite, parseHeader, roomFor } from './word2vec-header.ts';
import { checkWord, type ReadVectorsOptions } from './word2vec-text.ts';
import { WordVectors } from './word-vectors.ts';

const [newline, blank] = [0x0a, 0x20];
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
 * Reads the binary form of word2vec, with or without line breaks between words.
 * @throws DataError that names the word and the byte: a wrong first line, a file that ends early or goes on, what is no number.
 */
export async function readWord2VecBinary(
  bytes: Bytes,
  { name = 'vectors' }: ReadVectorsOptions = {},
): Promise<WordVectors> {
  const source = new ByteSource(bytes);
  try {
    return await readAll(source, name);
  } finally {
    await source.close();
  }
}

async function readAll(source: ByteSource, name: string): Promise<WordVectors> {
  const decoder = new TextDecoder();
  const first = await source.until(newline, mostHeaderBytes);
  const header = parseHeader(first ? decoder.decode(first) : '', name);
  const numbers = roomFor(header, name);
  const { dimensions } = header;
  const row = new Uint8Array(4 * dimensions);
  const view = new DataView(row.buffer);
  const words: string[] = [];
  while (words.length < header.words) {
    const index = words.length;
    await source.skip(newline);
    const bytes = await source.until(blank, mostWordBytes);
    const word = bytes && decoder.decode(bytes);
    const filled = word === undefined ? 0 : await source.readInto(row);
    if (word === undefined || filled < row.length) {
      throw new DataError(
        `${name}: ends or is damaged at byte ${source.position}, in word ${index + 1} of ${header.words}${word === undefined ? '' : ` ('${word}')`}; restore it or download it again`,
        { name, byte: source.position, index, words: header.words },
      );
    }
    for (let dimension = 0; dimension < dimensions; dimension++) {
      const value = view.getFloat32(4 * dimension, true);
      if (!Number.isFinite(value)) {
        throw notFinite(name, `word ${index + 1}`, { word, dimension, value });
      }
      numbers[index * dimensions + dimension] = value;
    }
    words.push(word);
  }
  await source.skip(newline);
  if ((await source.peek()) !== undefined) {
    throw new DataError(
      `${name}: goes on at byte ${source.position} after the ${header.words} words that its first line says; the file is damaged: restore it or download it again`,
      { name, byte: source.position, words: header.words },
    );
  }
  return new WordVectors(words, dimensions, numbers);
}
