import type { Operand } from '@rondo/tensor';
import { afterAll, describe, expect, it } from 'vitest';
import { setNumbers, numbersOf, release } from '../../../test/placed.ts';
import { threadedContext } from '../../../test/threaded-context.ts';
import { type KernelContext, soloContext } from '../../kernel-context.ts';
import { LinearMemory } from '../../linear-memory.ts';
import { createMatmul } from './index.ts';

const many = threadedContext(3);
const one = soloContext(new LinearMemory());
const contexts = [one, many].map((context) => ({ context, matmul: createMatmul(context) }));
afterAll(() => many.team.dispose());

interface Case {
  readonly batch?: readonly number[];
  readonly sizes: readonly [m: number, k: number, n: number];
  readonly transposedA?: boolean;
  readonly transposedB?: boolean;
  readonly sharedB?: boolean;
}

function operand({ memory }: KernelContext, shape: readonly number[], transposed = false): Operand {
  const count = shape.reduce((product, size) => product * size, 1);
  const buffer = memory.allocate(4 * count);
  const strides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, size) => product * size, 1),
  );
  const row: Operand = { buffer, dtype: 'float32', shape, strides, offset: 0 };
  setNumbers(
    memory,
    row,
    Array.from({ length: count }, (_, i) => Math.sin(i * 0.7 + count)),
  );
  if (!transposed) return row;
  return { ...row, strides: [...strides.slice(0, -2), 1, shape.at(-2)!] };
}

/** The product with a bias and relu, as a context computes it. */
function compute(
  { context, matmul }: (typeof contexts)[number],
  { batch = [], sizes: [m, k, n], transposedA, transposedB, sharedB }: Case,
): Float32Array {
  const a = operand(context, [...batch, m, k], transposedA);
  const matrix = operand(context, sharedB ? [k, n] : [...batch, k, n], transposedB);
  const b = sharedB
    ? {
        ...matrix,
        shape: [...batch, k, n],
        strides: [...batch.map(() => 0), ...matrix.strides],
      }
    : matrix;
  const bias = operand(context, [n]);
  const output = operand(context, [...batch, m, n]);
  expect(matmul(a, b, output, { bias, activation: 'relu' })).toBe(true);
  const numbers = numbersOf(context.memory, output);
  release(context.memory, [a, matrix, bias, output]);
  return numbers;
}

describe('matmul on three threads', () => {
  it.each<Case>([
    { sizes: [257, 300, 130] },
    { sizes: [130, 300, 257], transposedB: true },
    { sizes: [513, 127, 66], transposedA: true },
    { sizes: [1, 700, 1999] },
    { sizes: [2, 333, 2001] },
    { sizes: [7, 256, 1025], transposedB: true },
    { sizes: [1025, 256, 1] },
    { batch: [2], sizes: [200, 70, 90] },
    { batch: [5, 3], sizes: [33, 70, 50] },
    { batch: [2, 2, 2], sizes: [40, 70, 50], sharedB: true },
    { batch: [4], sizes: [40, 70, 50], transposedA: true, sharedB: true },
  ])('gives the numbers of one thread: %o', (example) => {
    const [expected, found] = contexts.map((own) => compute(own, example));
    expect(found!.some((x) => x > 0)).toBe(true);
    expect(Buffer.from(found!.buffer).equals(Buffer.from(expected!.buffer))).toBe(true);
  });
});
