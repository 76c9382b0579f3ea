import { DataError } from '@rondo/data';
import type { WordVectors } from '../vectors/word-vectors.ts';
import { cosine } from './cosine.ts';
import { unitRows } from './unit-rows.ts';

/**
 * The cosine of the angle between two words, from -1 to 1.
 * @throws DataError for an unknown word, with the word that is spelled most like it.
 */
export function similarity(vectors: WordVectors, a: string, b: string): number {
  return cosine(vectors.vectorOf(a), vectors.vectorOf(b));
}

/**
 * The word that fits the others least: the farthest from the mean of all, each of length 1.
 * @throws DataError for an unknown word, with the word that is spelled most like it, or no words.
 */
export function doesntMatch(vectors: WordVectors, words: readonly string[]): string {
  if (words.length === 0) throw new DataError('doesntMatch: expected words, received none');
  const units = words.map((word) => unitRows(vectors.vectorOf(word), vectors.dimensions));
  const sum = Float32Array.from({ length: vectors.dimensions }, (_, i) =>
    units.reduce((total, unit) => total + unit[i]!, 0),
  );
  const fits = units.map((unit) => cosine(unit, sum));
  return words[fits.indexOf(Math.min(...fits))]!;
}
