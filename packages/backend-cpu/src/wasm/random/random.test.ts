import type { RandomState } from '@rondo/tensor';
import { assert, double, integer, maxSafeInteger, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSameWords, numbersOf, place, setNumbers, wordsAfter } from '../../../test/placed.ts';
import { soloContext } from '../../kernel-context.ts';
import { LinearMemory } from '../../linear-memory.ts';
import * as reference from '../../reference/index.ts';
import { createRandom } from './index.ts';

const memory = new LinearMemory();
const { random, dropout } = createRandom(soloContext(memory));
const sizes = [0, 1, 3, 4, 5, 7, 15, 16, 17, 33, 127, 9999];

/** Seeds and blocks of more than 32 bits, and blocks whose low word passes 2³² at every place in a group of four. */
const states: readonly RandomState[] = [
  { seed: 0, block: 0 },
  { seed: 2 ** 53 - 1, block: 2 ** 32 - 1 },
  { seed: 0xdead_beef, block: 2 ** 32 - 2 },
  { seed: 2 ** 32, block: 2 ** 32 - 3 },
  { seed: 5, block: 7 * 2 ** 32 - 9 },
  { seed: 2 ** 40 + 1, block: 2 ** 45 + 1 },
];

function checkUniform(state: RandomState, size: number): void {
  const output = place(memory, [size]);
  const both = [
    () => reference.random(memory, 'uniform', state, output),
    () => expect(random('uniform', state, output)).toBe(true),
  ].map((run) => wordsAfter(memory, output, run));
  expectSameWords(both[1]!, both[0]!);
}

describe.each(states)('random at seed $seed, block $block', (state) => {
  it.each(sizes)('%i uniform numbers, to the bit', (size) => checkUniform(state, size));

  it.each(sizes)('%i normal numbers', (size) => {
    const output = place(memory, [size]);
    reference.random(memory, 'normal', state, output);
    const expected = numbersOf(memory, output);
    random('normal', state, output);
    const worst = numbersOf(memory, output).reduce((most, value, i) => {
      const difference = Math.abs(value - expected[i]!);
      return difference <= most ? most : difference;
    }, 0);
    expect(worst).toBeLessThan(3e-6);
  });
});

describe('random', () => {
  it('any place of any stream', () => {
    const whole = maxSafeInteger().map(Math.abs);
    const state = record({ seed: whole, block: whole.map((block) => Math.floor(block / 2)) });
    assert(property(state, integer({ min: 0, max: 70 }), checkUniform), { numRuns: 200 });
  });

  it('normal numbers have mean 0 and variance 1', () => {
    const count = 200_000;
    const output = place(memory, [count]);
    random('normal', { seed: 3, block: 0 }, output);
    const numbers = numbersOf(memory, output);
    const mean = numbers.reduce((sum, value) => sum + value, 0) / count;
    const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(variance - 1)).toBeLessThan(0.015);
  });
});

/** The composed twin on plain numbers. */
function expectedDropout(x: Float32Array, p: number, state: RandomState): Float32Array {
  const uniform = place(memory, [x.length]);
  reference.random(memory, 'uniform', state, uniform);
  const u = numbersOf(memory, uniform);
  const scale = Math.fround(1 / (1 - p));
  return x.map((value, i) => (u[i]! >= Math.fround(p) ? value * scale : 0));
}

function checkDropout(p: number, state: RandomState, size: number): void {
  const [x, output] = [place(memory, [size]), place(memory, [size])];
  setNumbers(
    memory,
    x,
    Array.from({ length: size }, (_, i) => Math.sin(i + 1) * 10),
  );
  const expected = expectedDropout(numbersOf(memory, x), p, state);
  const forward = wordsAfter(memory, output, () => dropout.forward([x], [output], { p, ...state }));
  const words = new Int32Array(expected.buffer);
  expectSameWords(forward.slice(output.offset, output.offset + size), words);
  const saved = { inputs: [x], outputs: [output] };
  const backward = wordsAfter(memory, output, () =>
    dropout.backward(saved, [x], [output], { p, ...state }),
  );
  expectSameWords(backward, forward);
}

describe('dropout', () => {
  it.each(sizes)('of %i elements is its twin, to the bit', (size) => {
    for (const state of states) checkDropout(0.3, state, size);
  });

  it('takes every probability', () => {
    const p = double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    assert(
      property(p, (own) => checkDropout(own, { seed: 8, block: 1 }, 61)),
      { numRuns: 200 },
    );
    for (const own of [2 ** -24, 2 ** -25, 0.1, 0.5, 1 - 2 ** -24]) {
      checkDropout(own, { seed: 8, block: 1 }, 999);
    }
  });

  it('drops what is not a number too, and leaves the words around alone', () => {
    const [x, output] = [place(memory, [21]), place(memory, [21])];
    setNumbers(
      memory,
      x,
      Array.from({ length: 21 }, () => Number.NaN),
    );
    const before = wordsAfter(memory, output, () => undefined);
    const after = wordsAfter(memory, output, () =>
      dropout.forward([x], [output], { p: 0.5, seed: 1, block: 2 }),
    );
    const end = output.offset + 21;
    expect(after.slice(0, output.offset)).toEqual(before.slice(0, output.offset));
    expect(after.slice(end)).toEqual(before.slice(end));
    const results = new Float32Array(after.slice(output.offset, end).buffer);
    expect(new Set([...results].map(String))).toEqual(new Set(['NaN', '0']));
  });
});
