import { DataError } from '@rondo/data';

/** What the first line of a word2vec file says. */
export interface Header {
  readonly words: number;
  readonly dimensions: number;
}

/** The most numbers of a file: 8 GiB of float32. */
const mostNumbers = 2 ** 31;

/** @throws DataError unless the line has two whole numbers that can be. */
export function parseHeader(line: string, name: string): Header {
  const match = /^\s*(\d+)\s+(\d+)\s*$/u.exec(line);
  const [words, dimensions] = [Number(match?.[1]), Number(match?.[2])];
  const isSound = words > 0 && dimensions > 0 && words * dimensions <= mostNumbers;
  if (match && isSound) return { words, dimensions };
  const shown = line.length > 60 ? `${line.slice(0, 60)} …` : line;
  throw misbegun(
    name,
    JSON.stringify(shown),
    match
      ? `: ${words} words of ${dimensions} numbers cannot be; the file is damaged: restore it or download it again`
      : '; is it of this format? Files of GloVe have no such line: read them with header: false',
  );
}

/** What to say of a file whose first bytes are no text. */
export function notBegun(name: string, first: Uint8Array): DataError {
  const bytes = Array.from(first.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0'));
  const shown = bytes.length === 0 ? 'nothing' : `the bytes ${bytes.join(' ')}`;
  return misbegun(name, shown, '; is it of this format, and complete?');
}

function misbegun(name: string, shown: string, remedy: string): DataError {
  return new DataError(
    `${name}: a word2vec file begins with a line of two numbers, of words and of dimensions, this one with ${shown}${remedy}`,
    { name, found: shown },
  );
}

/** The numbers of all words. */
export function roomFor({ words, dimensions }: Header, name: string): Float32Array {
  try {
    return new Float32Array(words * dimensions);
  } catch (error) {
    throw new DataError(
      `${name}: there is no memory for ${words} vectors of ${dimensions} numbers; take a smaller file, or the first lines of it`,
      { name, words, dimensions },
      error,
    );
  }
}

/** What to say of a number that is none. */
export function notFinite(
  name: string,
  place: string,
  { word, dimension, value }: { word: string; dimension: number; value: number | string },
): DataError {
  return new DataError(
    `${name}: ${place}: number ${dimension + 1} of the word '${word}' is ${value}; vectors must be finite numbers: the file is damaged, or its training went wrong`,
    { name, word, dimension, value },
  );
}
