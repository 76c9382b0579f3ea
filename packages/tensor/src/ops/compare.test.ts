import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { arange, ones, tensor } from '../create.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import * as compare from './compare.ts';
import {
  compareKinds,
  isNaN as isNotANumber,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  type CompareKind,
} from './compare.ts';

expectNoLeaks();

const functions: Readonly<Record<CompareKind, (a: number, b: number) => boolean>> = {
  equal: (a, b) => a === b,
  notEqual: (a, b) => a !== b,
  less: (a, b) => a < b,
  lessEqual: (a, b) => a <= b,
  greater: (a, b) => a > b,
  greaterEqual: (a, b) => a >= b,
};

describe.each(compareKinds)('%s', (kind) => {
  const f = { ...compare }[kind];

  it('compares element by element, NaN as JavaScript does', async () => {
    const a = [1, 2, 3, Number.NaN, 1];
    const b = [2, 2, 2, Number.NaN, Number.NaN];
    const expected = a.map((x, i) => functions[kind](x, b[i]!));
    expect(await evaluate(() => f(tensor(a), tensor(b)))).toEqual(expected);
  });

  it('takes every dtype, a number, and broadcasts', async () => {
    const expected = [0, 1, 2].map((x) => functions[kind](x, 1));
    expect(await evaluate(() => f(arange(0, 3), 1))).toEqual(expected);
    expect(await evaluate(() => f(tensor([false, true]), 1))).toEqual(expected.slice(0, 2));
    expect(await evaluate(() => f(arange(0, 3), tensor([[1], [1]], { dtype: 'int32' })))).toEqual([
      expected,
      expected,
    ]);
  });

  it('refuses two dtypes and shapes that do not broadcast', () => {
    expect(factsOf(DTypeError, () => f(ones([3]), arange(0, 3)))).toMatchObject({ op: kind });
    expect(factsOf(ShapeError, () => f(ones([3]), ones([2])))).toMatchObject({ op: kind });
  });
});

describe('logic', () => {
  const a = [true, true, false, false];
  const b = [true, false, true, false];

  it('combines truth values', async () => {
    expect(await evaluate(() => logicalAnd(tensor(a), tensor(b)))).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(await evaluate(() => logicalOr(tensor(a), tensor(b)))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(await evaluate(() => logicalXor(tensor(a), tensor(b)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(await evaluate(() => logicalNot(tensor(b)))).toEqual([false, true, false, true]);
  });

  it.each([
    ['logicalAnd', logicalAnd],
    ['logicalOr', logicalOr],
    ['logicalXor', logicalXor],
    ['logicalNot', logicalNot],
  ])('%s takes bool only', (op, f) => {
    expect(factsOf(DTypeError, () => f(arange(0, 3), tensor([true])))).toMatchObject({ op });
  });

  it('refuses shapes that do not broadcast', () => {
    expect(factsOf(ShapeError, () => logicalOr(tensor(a), tensor([true, false])))).toMatchObject({
      op: 'logicalOr',
    });
  });

  it('finds NaN', async () => {
    expect(await evaluate(() => isNotANumber(tensor([1, Number.NaN, Infinity])))).toEqual([
      false,
      true,
      false,
    ]);
  });
});
