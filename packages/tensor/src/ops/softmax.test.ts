import { describe, expect, it } from 'vitest';
import { evaluate, near } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { arange, tensor, zeros } from '../create.ts';
import { DTypeError, RangeFault } from '../errors.ts';
import { logSoftmax, softmax } from './softmax.ts';

expectNoLeaks();

const logs = [
  [Math.log(1), Math.log(3)],
  [Math.log(4), Math.log(1)],
];

describe('softmax', () => {
  it('normalises along an axis', async () => {
    expect(await evaluate(() => softmax(tensor(logs)))).toEqual(
      near([
        [0.25, 0.75],
        [0.8, 0.2],
      ]),
    );
    expect(await evaluate(() => softmax(tensor(logs), 0))).toEqual(
      near([
        [0.2, 0.75],
        [0.8, 0.25],
      ]),
    );
    expect(await evaluate(() => softmax(zeros([3, 0])))).toEqual([[], [], []]);
  });

  it('does not overflow, and is NaN where all is -∞', async () => {
    expect(await evaluate(() => softmax(tensor([1000, 1000, -Infinity])))).toEqual([0.5, 0.5, 0]);
    expect(await evaluate(() => softmax(tensor([-Infinity, -Infinity])))).toEqual([
      Number.NaN,
      Number.NaN,
    ]);
  });
});

describe('logSoftmax', () => {
  it('is the logarithm of softmax', async () => {
    expect(await evaluate(() => logSoftmax(tensor(logs)))).toEqual(
      near([
        [Math.log(0.25), Math.log(0.75)],
        [Math.log(0.8), Math.log(0.2)],
      ]),
    );
    expect(await evaluate(() => logSoftmax(tensor(logs), 0))).toEqual(
      near([
        [Math.log(0.2), Math.log(0.75)],
        [Math.log(0.8), Math.log(0.25)],
      ]),
    );
    expect(await evaluate(() => logSoftmax(tensor([0, -2000])))).toEqual([0, -2000]);
    expect(await evaluate(() => logSoftmax(tensor([-Infinity])))).toEqual([Number.NaN]);
  });
});

it('one number is a row of its own', async () => {
  expect(await evaluate(() => softmax(tensor(7)))).toBe(1);
  expect(await evaluate(() => logSoftmax(tensor(7), 0))).toBe(0);
  expect(factsOf(RangeFault, () => softmax(tensor(7), 1))).toMatchObject({ axis: 1 });
});

it.each([
  ['softmax', softmax],
  ['logSoftmax', logSoftmax],
])('%s refuses whole numbers and axes that are not there', (op, f) => {
  expect(factsOf(DTypeError, () => f(arange(0, 3)))).toMatchObject({ op });
  expect(factsOf(RangeFault, () => f(zeros([3]), 1))).toMatchObject({ op, axis: 1 });
});
