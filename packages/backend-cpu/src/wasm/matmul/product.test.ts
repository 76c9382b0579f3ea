import { describe, expect, it } from 'vitest';
import { LinearMemory } from '../../linear-memory.ts';
import { compileMatmul } from './kernels.ts';
import { multiplyAll, plan } from './multiply.ts';
import { type Matrix, type Product, rowRange } from './product.ts';

const memory = new LinearMemory();
const kernels = compileMatmul(memory.memory);
const single = { sizes: [], a: [], b: [], c: [] };

/** A row-major matrix of small whole numbers, whose products and sums are exact. */
function matrix(rows: number, columns: number): Matrix {
  const { pointer } = memory.allocate(4 * rows * columns);
  for (let i = 0; i < rows * columns; i++) memory.f32[pointer / 4 + i] = ((i * 7) % 11) - 5;
  return { pointer, row: 4 * columns, column: 4 };
}

function numbers({ pointer }: Matrix, count: number): number[] {
  return [...memory.f32.subarray(pointer / 4, pointer / 4 + count)];
}

describe('rowRange', () => {
  it.each([
    [0, 40, 97],
    [1, 2, 3, 40, 96, 97],
  ])('computes a product in parts, whatever way each part takes: %o', (...ends) => {
    const [a, b, bias] = [matrix(97, 21), matrix(21, 19), matrix(1, 19)];
    const whole: Product = {
      rows: 97,
      columns: 19,
      depth: 21,
      a,
      b,
      initial: { ...bias, row: 0 },
      c: matrix(97, 19),
    };
    const parts = { ...whole, c: matrix(97, 19) };
    multiplyAll(memory, kernels, plan(whole)!, whole, single);
    for (const [i, end] of ends.entries()) {
      const part = rowRange(parts, ends[i - 1] ?? 0, end);
      multiplyAll(memory, kernels, plan(part)!, part, single);
    }
    expect(numbers(parts.c, 97 * 19)).toEqual(numbers(whole.c, 97 * 19));
  });
});
