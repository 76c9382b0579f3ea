import { DataError } from '@rondo/data';
import { checkWhole } from '../options/counts.ts';
import { WordVectors } from '../vectors/word-vectors.ts';

/** Places of words in the plane. */
export interface WordMap {
  /** `[words, 2]`: x and y of word i at 2i and 2i + 1. */
  readonly points: Float32Array;
}

const fewest = 4;

/** @throws DataError when there are too few words for a map. */
export function requireWords({ size }: WordVectors): void {
  if (size >= fewest) return;
  throw new DataError(`a map needs at least ${fewest} words, received ${size}`, { size });
}

/**
 * The vectors of the first `count` words, which are the most frequent ones after training.
 * @throws DataError when the count is no whole number from 1 on.
 */
export function firstWords(
  { words, dimensions, numbers }: WordVectors,
  count: number,
): WordVectors {
  checkWhole(count, 'firstWords: the number of words');
  return new WordVectors(words.slice(0, count), dimensions, numbers.slice(0, count * dimensions));
}
