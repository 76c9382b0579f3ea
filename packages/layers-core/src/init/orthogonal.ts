import {
  elementCount,
  normalsFromBits,
  philox,
  randomState,
  setRandomState,
  tensor,
  type Tensor,
} from '@rondo/tensor';
import { fansOf } from './fan.ts';
import { fill, type Target } from './fill.ts';

/**
 * gain · Q, Q a random matrix with orthonormal rows, or columns where there are fewer of them; axes after the first are taken as
 * one. Source: Saxe, McClelland & Ganguli 2014.
 *
 * Computed in float64 by JavaScript: n² m steps for an `[m, n]` matrix.
 * @throws ShapeError for fewer than two axes.
 */
export function orthogonal(target: Target, gain = 1): Tensor {
  return fill(target, (shape, where) => {
    fansOf('orthogonal', shape);
    const rows = shape[0]!;
    const columns = elementCount(shape.slice(1));
    const isWide = rows <= columns;
    const [count, length] = isWide ? [rows, columns] : [columns, rows];
    const vectors = orthonormalize(normals(count, length));
    const data = Float64Array.from({ length: rows * columns }, (_, i) => {
      const row = Math.floor(i / columns);
      const column = i % columns;
      return gain * (isWide ? vectors[row]![column]! : vectors[column]![row]!);
    });
    return tensor(data, { shape, ...where });
  });
}

/** `count` vectors of standard normal numbers from the global stream. */
function normals(count: number, length: number): Float64Array[] {
  const { seed, block } = randomState();
  const numbers: number[] = [];
  let next = block;
  for (; numbers.length < count * length; next++) {
    const [a, b, c, d] = philox(seed, next);
    numbers.push(...normalsFromBits(a, b), ...normalsFromBits(c, d));
  }
  setRandomState({ seed, block: next });
  return Array.from({ length: count }, (_, i) =>
    Float64Array.from(numbers.slice(i * length, (i + 1) * length)),
  );
}

/** Gram–Schmidt, each vector projected twice: once leaves rounding errors behind. */
function orthonormalize(vectors: readonly Float64Array[]): readonly Float64Array[] {
  for (const [i, vector] of vectors.entries()) {
    for (let pass = 0; pass < 2; pass++) {
      for (const earlier of vectors.slice(0, i)) {
        const shadow = dot(vector, earlier);
        for (let k = 0; k < vector.length; k++) vector[k]! -= shadow * earlier[k]!;
      }
    }
    const length = Math.sqrt(dot(vector, vector));
    for (let k = 0; k < vector.length; k++) vector[k]! /= length;
  }
  return vectors;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
