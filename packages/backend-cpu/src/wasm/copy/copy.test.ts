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
import { LinearMemory } from '../../linear-memory.ts';
import { copy as referenceCopy, fill as referenceFill } from '../../reference/index.ts';
import { compiledModules } from '../assembler/index.ts';
import { createCopy } from './index.ts';

const memory = new LinearMemory();
const { copy, fill } = createCopy(soloContext(memory));
const sizes = [0, 1, 3, 4, 5, 7, 33, 127, 300, 9999];

/** Compares a copy with the reference: every word of the output's buffer. */
function checkCopy(shape: readonly number[], from: Layout = {}, to: Layout = {}): void {
  const [input, output] = [place(memory, shape, from), place(memory, shape, to)];
  const expected = wordsAfter(memory, output, () => referenceCopy(memory, input, output));
  const actual = wordsAfter(memory, output, () => expect(copy(input, output)).toBe(true));
  expectSameWords(actual, expected);
  release(memory, [input, output]);
}

function checkFill(shape: readonly number[], value: number, to: Layout = {}): void {
  for (const dtype of ['float32', 'int32', 'bool'] as const) {
    const output = place(memory, shape, to, dtype);
    const expected = wordsAfter(memory, output, () => referenceFill(memory, output, value));
    const actual = wordsAfter(memory, output, () => expect(fill(output, value)).toBe(true));
    expectSameWords(actual, expected);
    release(memory, [output]);
  }
}

const shapeAndLayouts = integer({ min: 0, max: 4 }).chain((rank) =>
  record({
    shape: tuple(...Array.from({ length: rank }, () => integer({ min: 0, max: 18 }))),
    from: layouts(rank, ['dense', 'dense', 'flipped', 'spread', 'still']),
    to: layouts(rank, ['dense', 'dense', 'flipped', 'spread']),
  }),
);

describe('copy', () => {
  it.each(sizes)('%i contiguous elements, and from one', (size) => {
    checkCopy([size]);
    checkCopy([size], { steps: ['still'] });
    checkCopy([size], { steps: ['flipped'] });
  });

  it.each(sizes)('windows of rows of %i', (size) => {
    checkCopy([5, size], { steps: ['spread'] });
    checkCopy([5, size], {}, { steps: ['spread'] });
    checkCopy([5, size], { steps: ['still'] });
    checkCopy([5, size], { steps: ['dense', 'still'] }, { steps: ['spread'] });
  });

  it('transposes of all edges', () => {
    for (const rows of [1, 2, 4, 7, 15, 16, 17, 35]) {
      for (const columns of [1, 3, 4, 5, 16, 21, 33]) {
        checkCopy([rows, columns], { order: [1, 0] });
        checkCopy([3, rows, columns], { order: [2, 0, 1] }, { steps: ['dense', 'spread'] });
      }
    }
    checkCopy([129, 130], { order: [1, 0] });
    checkCopy([70, 90], { order: [1, 0], steps: ['dense', 'flipped'] }, { steps: ['flipped'] });
  });

  it('between any layouts', () => {
    assert(
      property(shapeAndLayouts, ({ shape, from, to }) => checkCopy(shape, from, to)),
      { numRuns: 500 },
    );
  });

  it('leaves an output in which elements share a place to the reference', () => {
    const output = place(memory, [3, 2], { steps: ['still'] });
    expect(copy(place(memory, [3, 2]), output)).toBe(false);
    expect(copy(place(memory, [1, 2]), place(memory, [1, 2], { steps: ['still'] }))).toBe(true);
  });

  it('compiles nothing more for other sizes or another memory', () => {
    const before = compiledModules();
    const other = createCopy(soloContext(memory));
    expect(compiledModules()).toBe(before);
    for (let n = 1; n < 20; n++) other.copy(place(memory, [n, 3]), place(memory, [n, 3]));
    expect(compiledModules()).toBe(before);
  });
});

describe('fill', () => {
  it.each(sizes)('%i elements', (size) => {
    checkFill([size], 0);
    checkFill([size], -2.75);
    checkFill([3, size], 7, { steps: ['spread'] });
  });

  it('any layout', () => {
    const value = constantFrom(0, -0, 1, 2.5, 2 ** 31, NaN, Infinity);
    assert(
      property(shapeAndLayouts, value, ({ shape, to }, own) => checkFill(shape, own, to)),
      { numRuns: 200 },
    );
  });
});
