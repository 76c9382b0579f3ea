import {
  array,
  assert,
  boolean,
  constantFrom,
  float,
  integer,
  oneof,
  property,
  record,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSameWords, place, release, setNumbers, wordsAfter } from '../../../test/placed.ts';
import { soloContext } from '../../kernel-context.ts';
import { LinearMemory } from '../../linear-memory.ts';
import * as reference from '../../reference/index.ts';
import { createTopk } from './index.ts';

const memory = new LinearMemory();
const topk = createTopk(soloContext(memory));

const special = constantFrom(NaN, Infinity, -Infinity, 0, -0, 1, -1, 1e-45, -1e-45);

/** Compares the kernel with the reference: every word of both outputs. */
function check(rows: number, row: readonly number[], k: number, isLargest: boolean): void {
  const x = place(memory, [rows, row.length]);
  // Each row begins at another place of the numbers.
  const numbers = Array.from(
    { length: rows * row.length },
    (_, i) => row[(i + 5 * Math.floor(i / row.length)) % row.length]!,
  );
  setNumbers(memory, x, numbers);
  const values = place(memory, [rows, k]);
  const indices = place(memory, [rows, k], {}, 'int32');
  const runs = [
    () => reference.topk(memory, x, isLargest, values, indices),
    () => expect(topk(x, isLargest, values, indices)).toBe(true),
  ];
  for (const output of [values, indices]) {
    const [expected, actual] = runs.map((run) => wordsAfter(memory, output, run));
    expectSameWords(actual!, expected!);
  }
  release(memory, [x, values, indices]);
}

describe('topk', () => {
  it('is the reference, with ties, NaN, infinities and zeros of both signs', () => {
    const numbers = { minLength: 1, maxLength: 70 };
    assert(
      property(
        record({
          row: oneof(
            integer({ min: 1, max: 90 }).map((size) => Array.from({ length: size }, (_, i) => i)),
            ...[special, float({ noNaN: true }), integer({ min: -2, max: 2 })].map((one) =>
              array(one, numbers),
            ),
          ),
          rows: integer({ min: 1, max: 4 }),
          part: float({ min: 0, max: 1, noNaN: true }),
          isLargest: boolean(),
        }),
        ({ row, rows, part, isLargest }) =>
          check(rows, row, 1 + Math.floor(part * (row.length - 1)), isLargest),
      ),
      { numRuns: 400 },
    );
  });

  it.each([1, 10, 128])('takes %i of a vocabulary', (k) => {
    const row = Array.from({ length: 9713 }, (_, i) => Math.fround(Math.sin(i * i)));
    for (const isLargest of [true, false]) {
      check(3, row, k, isLargest);
      check(
        1,
        row.toSorted((a, b) => a - b),
        k,
        isLargest,
      );
    }
  });

  it('leaves to the reference what is not float32, not in rows, none or very many', () => {
    const outputs = (k: number) =>
      [place(memory, [3, k]), place(memory, [3, k], {}, 'int32')] as const;
    const x = place(memory, [3, 200]);
    expect(topk(place(memory, [3, 200], { order: [1, 0] }), true, ...outputs(2))).toBe(false);
    expect(topk(place(memory, [3, 200], {}, 'int32'), true, ...outputs(2))).toBe(false);
    expect(topk(x, true, ...outputs(0))).toBe(false);
    expect(topk(x, true, ...outputs(129))).toBe(false);
  });
});
