import { DataError } from '@rondo/data';

/**
 * The cosine of the angle between two vectors, from -1 to 1; 0 where one is all zeros.
 * @throws DataError for vectors of different sizes.
 */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    throw new DataError(
      `cosine: expected vectors of one size, received ${a.length} and ${b.length} numbers`,
      { sizes: [a.length, b.length] },
    );
  }
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  const lengths = Math.sqrt(aa) * Math.sqrt(bb);
  return lengths === 0 ? 0 : dot / lengths;
}
