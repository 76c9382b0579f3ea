import type { DType, Operand } from '@rondo/tensor';
import { RangeFault } from '@rondo/tensor';
import { assert, constantFrom, integer, property, record, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  expectSameWords,
  type Layout,
  layouts,
  place,
  release,
  wordsAfter,
} from '../../../test/placed.ts';
import { soloContext } from '../../kernel-context.ts';
import { type CpuBuffer, LinearMemory } from '../../linear-memory.ts';
import * as reference from '../../reference/index.ts';
import { createGather } from './index.ts';

const memory = new LinearMemory();
const { gather, scatterAdd } = createGather(soloContext(memory));

/** Indices below `classes`, many of them equal. */
function placeIndices(shape: readonly number[], classes: number, layout: Layout): Operand {
  const indices = place(memory, shape, layout, 'int32');
  const { pointer, bytes } = indices.buffer as CpuBuffer;
  for (let i = 0; i < bytes / 4; i++) memory.i32[pointer / 4 + i] = (i * i + 3 * i) % classes;
  return indices;
}

interface Case {
  /** Shape of the indices. */
  readonly shape: readonly number[];
  readonly axis: number;
  /** Size of the indexed operand along the axis. */
  readonly size: number;
  readonly indices?: Layout;
  readonly indexed?: Layout;
  readonly plain?: Layout;
  readonly dtype?: DType;
}

/** Compares both kernels with the reference: every word of the output's buffer. */
function checkBoth({ shape, axis, size, dtype = 'float32', ...layout }: Case): void {
  const indices = placeIndices(shape, size, layout.indices ?? {});
  const indexed = place(memory, shape.with(axis, size), layout.indexed, dtype);
  const plain = place(memory, shape, layout.plain, dtype);
  const gathered = [
    () => reference.gather(memory, indexed, axis, indices, plain),
    () => expect(gather(indexed, axis, indices, plain)).toBe(true),
  ].map((run) => wordsAfter(memory, plain, run));
  expectSameWords(gathered[1]!, gathered[0]!);
  const added = [
    () => reference.scatterAdd(memory, plain, axis, indices, indexed),
    () => expect(scatterAdd(plain, axis, indices, indexed)).toBe(true),
  ].map((run) => wordsAfter(memory, indexed, run));
  expectSameWords(added[1]!, added[0]!);
  release(memory, [indices, indexed, plain]);
}

/** One index for each row. */
const rows: Layout = { steps: ['dense', 'still'] };
const sizes = [0, 1, 3, 4, 5, 7, 33, 127, 300, 9999];

const cases = integer({ min: 1, max: 3 }).chain((rank) => {
  const everything = ['dense', 'dense', 'flipped', 'spread', 'still'] as const;
  const distinct = ['dense', 'dense', 'flipped', 'spread'] as const;
  return record({
    shape: tuple(...Array.from({ length: rank }, () => integer({ min: 0, max: 9 }))),
    axis: integer({ min: 0, max: rank - 1 }),
    size: integer({ min: 1, max: 11 }),
    indices: layouts(rank, everything),
    indexed: layouts(rank, distinct),
    plain: layouts(rank, distinct),
    dtype: constantFrom<DType[]>('float32', 'int32'),
  });
});

describe('gather and scatterAdd', () => {
  it.each(sizes)('rows of %i', (columns) => {
    checkBoth({ shape: [11, columns], axis: 0, size: 8, indices: rows });
    checkBoth({ shape: [11, columns], axis: 0, size: 8, indices: rows, dtype: 'int32' });
    checkBoth({ shape: [1, columns], axis: 0, size: 8, indices: rows });
    checkBoth({
      shape: [3, 5, columns],
      axis: 1,
      size: 4,
      indices: { steps: ['still', 'dense', 'still'] },
      indexed: { steps: ['dense', 'spread'] },
    });
  });

  it.each(sizes)('%i elements of a vector, and along the last axis', (count) => {
    checkBoth({ shape: [count], axis: 0, size: 13 });
    checkBoth({ shape: [count, 1], axis: 1, size: 6, dtype: 'int32' });
    checkBoth({ shape: [3, count], axis: 1, size: 6 });
  });

  it('any layouts', () => assert(property(cases, checkBoth), { numRuns: 500 }));

  it('moves the bits of bool tensors', () => {
    const indices = placeIndices([5, 3], 4, rows);
    const [input, output] = [
      place(memory, [4, 3], {}, 'bool'),
      place(memory, [5, 3], {}, 'bool'),
    ] as const;
    const both = [
      () => reference.gather(memory, input, 0, indices, output),
      () => void gather(input, 0, indices, output),
    ].map((run) => wordsAfter(memory, output, run));
    expectSameWords(both[1]!, both[0]!);
  });

  it.each([
    ['rows', rows],
    ['elements', {}],
  ])('names an index outside the axis, of %s', (_, layout) => {
    for (const wrong of [-1, 6, 2 ** 31 - 1, -(2 ** 31)]) {
      const indices = placeIndices([4, 7], 6, layout);
      const [indexed, plain] = [place(memory, [6, 7]), place(memory, [4, 7])];
      const { pointer } = indices.buffer as CpuBuffer;
      const last = 3 * indices.strides[0]! + 6 * indices.strides[1]!;
      memory.i32[pointer / 4 + indices.offset + last] = wrong;
      const message = `index ${wrong} is outside axis 0 of size 6; expected 0 to 5`;
      expect(() => gather(indexed, 0, indices, plain)).toThrow(RangeFault);
      expect(() => gather(indexed, 0, indices, plain)).toThrow(`gather: ${message}`);
      expect(() => scatterAdd(plain, 0, indices, indexed)).toThrow(`scatterAdd: ${message}`);
    }
  });

  it('refuses every index of an empty axis', () => {
    const indices = placeIndices([2, 3], 1, rows);
    expect(() => gather(place(memory, [0, 3]), 0, indices, place(memory, [2, 3]))).toThrow(
      'the axis is empty',
    );
  });
});
