import {
  type ArithmeticKind,
  BackendError,
  compareKinds,
  type DType,
  type Operand,
  unaryDefinitions,
  type UnaryKind,
} from '@rondo/tensor';
import { assert, constantFrom, integer, property, record, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  expectSameWords,
  layouts,
  numbersOf,
  place,
  release,
  setNumbers,
  wordsAfter,
} from '../../../test/placed.ts';
import { soloContext } from '../../kernel-context.ts';
import { LinearMemory } from '../../linear-memory.ts';
import * as reference from '../../reference/index.ts';
import { compiledModules } from '../assembler/index.ts';
import { createCopy } from '../copy/index.ts';
import { createElementwise } from './index.ts';

const memory = new LinearMemory();
const { unary, cast, arithmetic, compare, select } = createElementwise(
  soloContext(memory),
  createCopy(soloContext(memory)).copy,
);
const sizes = [0, 1, 3, 4, 5, 7, 33, 127, 9999];
const dtypes: readonly DType[] = ['float32', 'int32', 'bool'];

/** Runs a kernel and the reference on the same operands; every word of the output's buffer must be the same. */
function checkWithReference(output: Operand, kernel: () => boolean, ofReference: () => void): void {
  const expected = wordsAfter(memory, output, ofReference);
  const actual = wordsAfter(memory, output, () => expect(kernel()).toBe(true));
  expectSameWords(actual, expected);
}

const shapeAndLayouts = integer({ min: 0, max: 4 }).chain((rank) => {
  const input = layouts(rank, ['dense', 'dense', 'flipped', 'spread', 'still']);
  return record({
    shape: tuple(...Array.from({ length: rank }, () => integer({ min: 0, max: 9 }))),
    inputs: tuple(input, input, input),
    output: layouts(rank, ['dense', 'dense', 'flipped', 'spread']),
    dtype: constantFrom(...dtypes),
  });
});

const kindsOf = (dtype: DType): ArithmeticKind[] => {
  if (dtype === 'bool') return ['maximum', 'minimum'];
  const both: ArithmeticKind[] = ['add', 'sub', 'mul', 'maximum', 'minimum'];
  return dtype === 'int32' ? both : [...both, 'div'];
};

describe('arithmetic, compare and select', () => {
  it('agree with the reference for every layout', () => {
    const all = property(shapeAndLayouts, ({ shape, inputs, output: to, dtype }) => {
      const [ofA, ofB, ofCondition] = inputs;
      const [a, b] = [place(memory, shape, ofA, dtype), place(memory, shape, ofB, dtype)];
      const condition = place(memory, shape, ofCondition, 'bool');
      const output = place(memory, shape, to, dtype);
      const truths = place(memory, shape, to, 'bool');
      for (const kind of kindsOf(dtype)) {
        checkWithReference(
          output,
          () => arithmetic(kind, a, b, output),
          () => reference.arithmetic(memory, kind, a, b, output),
        );
      }
      for (const kind of compareKinds) {
        checkWithReference(
          truths,
          () => compare(kind, a, b, truths),
          () => reference.compare(memory, kind, a, b, truths),
        );
      }
      checkWithReference(
        output,
        () => select(condition, a, b, output),
        () => reference.select(memory, condition, a, b, output),
      );
      release(memory, [a, b, condition, output, truths]);
    });
    assert(all, { numRuns: 100 });
  });

  it.each(sizes)('agree with the reference on rows of %i', (size) => {
    const row = place(memory, [5, size], { steps: ['still'] });
    const column = place(memory, [5, size], { steps: ['dense', 'still'] });
    const matrix = place(memory, [5, size]);
    const output = place(memory, [5, size], { steps: ['spread'] });
    const operands = [row, column, matrix];
    for (const a of operands) {
      for (const b of operands) {
        checkWithReference(
          output,
          () => arithmetic('sub', a, b, output),
          () => reference.arithmetic(memory, 'sub', a, b, output),
        );
      }
    }
    checkWithReference(
      output,
      () => arithmetic('add', output, matrix, output),
      () => reference.arithmetic(memory, 'add', output, matrix, output),
    );
    release(memory, [...operands, output]);
  });

  it('meet NaN, infinities and zeros', () => {
    const numbers = [NaN, 0, -0, Infinity, -Infinity, 1, -1];
    const count = numbers.length ** 2;
    const [a, b, output, truths] = [
      place(memory, [count]),
      place(memory, [count]),
      place(memory, [count]),
      place(memory, [count], {}, 'bool'),
    ] as const;
    setNumbers(
      memory,
      a,
      numbers.flatMap((x) => numbers.map(() => x)),
    );
    setNumbers(
      memory,
      b,
      numbers.flatMap(() => numbers),
    );
    for (const kind of kindsOf('float32')) {
      reference.arithmetic(memory, kind, a, b, output);
      const expected = [...numbersOf(memory, output)];
      expect(arithmetic(kind, a, b, output)).toBe(true);
      expect([...numbersOf(memory, output)]).toEqual(expected);
    }
    for (const kind of compareKinds) {
      checkWithReference(
        truths,
        () => compare(kind, a, b, truths),
        () => reference.compare(memory, kind, a, b, truths),
      );
    }
    release(memory, [a, b, output, truths]);
  });

  it('leave powers to the reference', () => {
    const x = place(memory, [7]);
    expect(arithmetic('pow', x, x, x)).toBe(false);
    release(memory, [x]);
  });
});

const kinds = Object.keys(unaryDefinitions) as UnaryKind[];
const spreadNumbers = (size: number): number[] =>
  Array.from({ length: size }, (_, i) => 4 * Math.sin(i) * 1.01 ** (i % 300));

describe('unary', () => {
  it.each(kinds)('%s agrees with its formula', (kind) => {
    for (const size of sizes) {
      const [input, output] = [place(memory, [size]), place(memory, [size])];
      setNumbers(memory, input, spreadNumbers(size));
      expect(unary(kind, input, output)).toBe(true);
      const results = numbersOf(memory, output);
      numbersOf(memory, input).forEach((x, i) => {
        const expected = unaryDefinitions[kind].value(x);
        const error = Math.abs(results[i]! - expected);
        if (Object.is(results[i], Math.fround(expected))) return;
        if (error < 1e-6 * Math.abs(expected) + 1e-9) return;
        expect.fail(`${kind}(${x}) is ${results[i]} instead of ${expected}`);
      });
      release(memory, [input, output]);
    }
  });

  it.each(['sin', 'cos'] as const)('leaves %s of huge numbers and NaN to the reference', (kind) => {
    const [input, output] = [place(memory, [7]), place(memory, [7])];
    for (const x of [2 ** 31, -1e30, Infinity, NaN]) {
      setNumbers(memory, input, [1, 2, 3, 4, 5, 6, x]);
      expect(unary(kind, input, output)).toBe(false);
    }
    setNumbers(memory, input, [1, 2, 3, 4, 5, 6, 2e9]);
    expect(unary(kind, input, output)).toBe(true);
    expect(numbersOf(memory, output)[6]).toBeCloseTo(Math[kind](2e9), 6);
    release(memory, [input, output]);
  });

  it('takes every layout, and integers', () => {
    const all = property(shapeAndLayouts, ({ shape, inputs: [from] }) => {
      const [input, whole] = [place(memory, shape, from), place(memory, shape, from, 'int32')];
      const [output, wholeOutput] = [place(memory, shape), place(memory, shape, {}, 'int32')];
      for (const kind of ['neg', 'abs', 'square', 'sign'] as const) {
        checkWithReference(
          output,
          () => unary(kind, input, output),
          () => reference.unary(memory, kind, input, output),
        );
        checkWithReference(
          wholeOutput,
          () => unary(kind, whole, wholeOutput),
          () => reference.unary(memory, kind, whole, wholeOutput),
        );
      }
      release(memory, [input, whole, output, wholeOutput]);
    });
    assert(all, { numRuns: 100 });
  });

  it('casts between all dtypes from every layout', () => {
    const all = property(shapeAndLayouts, ({ shape, inputs: [from], dtype }) => {
      const input = place(memory, shape, from, dtype);
      for (const to of dtypes) {
        const output = place(memory, shape, {}, to);
        checkWithReference(
          output,
          () => cast(input, output),
          () => reference.cast(memory, input, output),
        );
        release(memory, [output]);
      }
      release(memory, [input]);
    });
    assert(all, { numRuns: 100 });
  });
});

it('gives the first copy back when there is no memory for the second', () => {
  const small = new LinearMemory({ maximumBytes: 2 ** 16 });
  const elementwise = createElementwise(soloContext(small), createCopy(soloContext(small)).copy);
  const columns = (): Operand => place(small, [70, 50], { order: [1, 0] });
  const [a, b, output] = [columns(), columns(), place(small, [70, 50])];
  const used = small.bytesInUse;
  expect(() => elementwise.arithmetic('add', a, b, output)).toThrow(BackendError);
  expect(small.bytesInUse).toBe(used);
});

it('has given all memory back', () => {
  expect(memory.bytesInUse).toBe(0);
});

it('compiles no more modules, whatever the shapes', () => {
  const run = (size: number): void => {
    const [input, output] = [place(memory, [3, size], { order: [1, 0] }), place(memory, [3, size])];
    unary('tanh', input, output);
    arithmetic('add', input, output, output);
    release(memory, [input, output]);
  };
  run(999);
  const before = compiledModules();
  for (let size = 1; size <= 200; size++) run(size);
  expect(compiledModules()).toBe(before);
});
