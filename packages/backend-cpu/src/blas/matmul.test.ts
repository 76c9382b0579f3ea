import type { Operand } from '@rondo/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sgemmOn } from '../../test/sgemm.ts';
import { soloContext } from '../kernel-context.ts';
import { type CpuBuffer, LinearMemory } from '../linear-memory.ts';
import * as reference from '../reference/index.ts';
import { wasmKernels } from '../wasm/kernels.ts';
import { blasMatmul } from './matmul.ts';

const memory = new LinearMemory();
const kernels = wasmKernels(soloContext(memory));
let calls = 0;
const sgemm = sgemmOn(memory);
const matmul = blasMatmul(
  memory,
  {
    library: 'test',
    addressOf: () => 0,
    sgemm: (...parameters) => {
      calls++;
      sgemm(...parameters);
    },
  },
  kernels,
);

const layouts = ['rowMajor', 'transposed', 'spread', 'padded', 'sameRow'] as const;
type Layout = (typeof layouts)[number];

/** A batch of matrices of small whole numbers in some layout, or one without numbers of its own. */
function operand(shape: readonly number[], layout: Layout, seed: number): Operand {
  const [rows, columns] = shape.slice(-2) as [number, number];
  const [row, column] = {
    rowMajor: [columns, 1],
    transposed: [1, rows],
    spread: [3 * columns, 3],
    padded: [columns + 5, 1],
    sameRow: [0, 1],
  }[layout] as [number, number];
  const size = Math.max(rows * row, row + columns * column, columns) + 8;
  const batch = shape.slice(0, -2).reduce((product, length) => product * length, 1);
  const offset = 3;
  const buffer = memory.allocate(4 * (batch * size + offset + 8));
  const at = buffer.pointer / 4;
  const length = batch * size + offset;
  for (let i = 0; i < length; i++) memory.f32[at + i] = ((i * 7919 + seed * 31) % 19) - 9;
  const strides = [...shape.slice(0, -2).map(() => size), row, column];
  return { buffer, dtype: 'float32', shape, strides, offset };
}

/** All elements of an operand, in row-major order. */
function numbersOf(source: Operand): number[] {
  return Array.from(reference.read(memory, { ...source, dtype: 'float32' as const }));
}

const readable = layouts.filter((layout) => layout !== 'sameRow');
const layout = fc.constantFrom<Layout>(...layouts);
const size = fc.integer({ min: 1, max: 45 });

it('is the product of the reference in every layout, with a bias, accumulated, or neither', () => {
  const cases = fc.record({
    batch: fc.constantFrom<number[]>([], [2], [3, 1]),
    rows: size,
    depth: size,
    columns: size,
    layouts: fc.tuple(layout, layout, fc.constantFrom<Layout>(...readable)),
    mode: fc.constantFrom<'plain' | 'bias' | 'accumulate'>('plain', 'bias', 'accumulate'),
  });
  fc.assert(
    fc.property(cases, ({ batch, rows, depth, columns, layouts: chosen, mode }) => {
      const [la, lb, lc] = chosen;
      const a = operand([...batch, rows, depth], la, 1);
      const b = operand([...batch, depth, columns], lb, 2);
      const [ours, theirs] = [3, 3].map((seed) => operand([...batch, rows, columns], lc, seed)) as [
        Operand,
        Operand,
      ];
      const row = operand([1, columns], 'rowMajor', 4);
      const bias: Operand = { ...row, shape: [columns], strides: [1] };
      const options =
        mode === 'bias' ? { bias } : mode === 'accumulate' ? { accumulate: true } : undefined;
      // What it declines, the backend has the reference do.
      if (!matmul(a, b, theirs, options)) reference.matmul(memory, a, b, theirs, options);
      reference.matmul(memory, a, b, ours, options);
      expect(numbersOf(theirs)).toEqual(numbersOf(ours));
      for (const { buffer } of [a, b, ours, theirs, row]) memory.free(buffer as CpuBuffer);
    }),
    { numRuns: 150 },
  );
});

it('calls the library for large products only, once for each matrix of the batch', () => {
  const product = (rows: number, depth: number, columns: number, batch: number[] = []): number => {
    const [a, b, c] = [
      operand([...batch, rows, depth], 'rowMajor', 1),
      operand([...batch, depth, columns], 'rowMajor', 2),
      operand([...batch, rows, columns], 'rowMajor', 3),
    ];
    calls = 0;
    matmul(a, b, c);
    for (const { buffer } of [a, b, c]) memory.free(buffer as CpuBuffer);
    return calls;
  };
  expect(product(31, 33, 37)).toBe(1);
  expect(product(31, 33, 37, [5])).toBe(5);
  expect(product(3, 5, 7)).toBe(0);
});
