import { DataError } from '@rondo/data';
import type { Neighbour, Neighbours } from './neighbours.ts';
import { unitRows } from './unit-rows.ts';

type WordOrVector = string | ArrayLike<number>;

export interface SimilarTo {
  /** Words or vectors that the answers are to be near to. */
  readonly positive?: readonly WordOrVector[];
  /** Those that they are to be far from. */
  readonly negative?: readonly WordOrVector[];
}

/**
 * The `k` words nearest to Σ positive - Σ negative, all of length 1, without the words themselves: king and woman, less man.
 * @throws DataError for an unknown word, a vector of another size, or nothing to be similar to.
 */
export async function mostSimilar(
  neighbours: Neighbours,
  { positive = [], negative = [] }: SimilarTo,
  k = 10,
): Promise<Neighbour[]> {
  const { vectors } = neighbours;
  const sum = new Float32Array(vectors.dimensions);
  const add = (query: WordOrVector, sign: 1 | -1): void => {
    const vector = typeof query === 'string' ? vectors.vectorOf(query) : Float32Array.from(query);
    if (vector.length !== vectors.dimensions) {
      throw new DataError(
        `mostSimilar: expected vectors of ${vectors.dimensions} numbers, received one of ${vector.length}`,
        { dimensions: vectors.dimensions, received: vector.length },
      );
    }
    for (const [i, value] of unitRows(vector, vector.length).entries()) sum[i]! += sign * value;
  };
  if (positive.length + negative.length === 0) {
    throw new DataError('mostSimilar: expected positive or negative words, received none');
  }
  for (const query of positive) add(query, 1);
  for (const query of negative) add(query, -1);
  const without = [...positive, ...negative].filter((query) => typeof query === 'string');
  return neighbours.of(sum, k, { without });
}
