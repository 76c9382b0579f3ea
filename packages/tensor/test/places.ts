import type { Shape } from '../src/index.ts';

/** Places in memory of all elements, in row-major order of their indices. */
export function places(shape: Shape, strides: readonly number[]): number[] {
  return shape.reduce<number[]>(
    (bases, size, axis) =>
      bases.flatMap((base) => Array.from({ length: size }, (_, i) => base + i * strides[axis]!)),
    [0],
  );
}
