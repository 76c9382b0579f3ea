import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, near } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { gradientsOf } from '../../test/vector-jacobian.ts';
import { arange, ones, tensor, zeros } from '../create.ts';
import { DTypeError, RangeFault } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import * as reduce from './reduce.ts';
import { argmax, argmin, mean, reduceKinds, reduceOps, sum, variance } from './reduce.ts';

expectNoLeaks();

const rows = [
  [3, 1, 2],
  [-1, 5, 5],
];

describe('reductions', () => {
  it('combine along one axis, several or all', async () => {
    expect(await evaluate(() => sum(tensor(rows), 0))).toEqual([2, 6, 7]);
    expect(await evaluate(() => sum(tensor(rows), -1))).toEqual([6, 9]);
    expect(await evaluate(() => sum(tensor(rows), [0, 1]))).toBe(15);
    expect(await evaluate(() => sum(tensor(rows)))).toBe(15);
    expect(await evaluate(() => reduce.prod(tensor(rows), 1))).toEqual([6, -25]);
    expect(await evaluate(() => reduce.max(tensor(rows), 1))).toEqual([3, 5]);
    expect(await evaluate(() => reduce.min(tensor(rows), 0))).toEqual([-1, 1, 2]);
    expect(await evaluate(() => reduce.any(tensor(rows).greater(4), 1))).toEqual([false, true]);
    expect(await evaluate(() => reduce.all(tensor(rows).greater(0), 1))).toEqual([true, false]);
    expect(await evaluate(() => sum(tensor(7)))).toBe(7);
    expect(await evaluate(() => sum(tensor(rows), []))).toEqual(rows);
  });

  it('keep reduced axes when told to', async () => {
    expect(await evaluate(() => sum(tensor(rows), 1, { keepDim: true }))).toEqual([[6], [9]]);
    expect(await evaluate(() => reduce.max(tensor(rows), undefined, { keepDim: true }))).toEqual([
      [5],
    ]);
  });

  it('agree with loops on strided operands', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.subarray([0, 1, 2]),
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        async (axes, order) => {
          const sizes = [2, 3, 5];
          const received = await evaluate(() =>
            sum(arange(0, 30).reshape(sizes).permute(order).flip(1), axes, {
              keepDim: true,
            }).flatten(),
          );
          const view = order.map((axis) => sizes[axis]!);
          const kept = view.map((size, axis) => (axes.includes(axis) ? 1 : size));
          const strides = [15, 5, 1];
          const expected = Array<number>(kept.reduce((a, b) => a * b)).fill(0);
          for (let n = 0; n < 30; n++) {
            const index = [
              Math.floor(n / (view[1]! * view[2]!)),
              Math.floor(n / view[2]!) % view[1]!,
              n % view[2]!,
            ];
            const source = index.map((i, axis) => (axis === 1 ? view[1]! - 1 - i : i));
            const value = source.reduce((place, i, axis) => place + i * strides[order[axis]!]!, 0);
            const at = index.reduce(
              (place, i, axis) => place * kept[axis]! + (axes.includes(axis) ? 0 : i),
              0,
            );
            expected[at]! += value;
          }
          expect(received).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('know the sum and product of nothing', async () => {
    expect(await evaluate(() => sum(zeros([2, 0]), 1))).toEqual([0, 0]);
    expect(await evaluate(() => reduce.prod(zeros([0])))).toBe(1);
    expect(await evaluate(() => reduce.any(zeros([0], { dtype: 'bool' })))).toBe(false);
    expect(await evaluate(() => reduce.all(zeros([0], { dtype: 'bool' })))).toBe(true);
    expect(await evaluate(() => mean(zeros([0])))).toBe(Number.NaN);
    expect(await evaluate(() => reduce.max(zeros([0, 3]), 1))).toEqual([]);
  });

  it.each(['max', 'min', 'argmax', 'argmin'] as const)('refuse the %s of nothing', (op) => {
    expect(factsOf(RangeFault, () => ({ ...reduce })[op](zeros([2, 0]), 1))).toEqual({
      op,
      shape: [2, 0],
      axes: [1],
    });
  });

  it.each(reduceKinds)('%s refuses dtypes that it does not take', (op) => {
    const wrong = op === 'any' || op === 'all' ? () => ones([2]) : () => tensor([true]);
    expect(factsOf(DTypeError, () => ({ ...reduce })[op](wrong(), 0))).toMatchObject({ op });
  });

  it('refuse axes that are not there or named twice', () => {
    expect(factsOf(RangeFault, () => sum(tensor(rows), 2))).toMatchObject({ op: 'sum', axis: 2 });
    expect(factsOf(RangeFault, () => sum(tensor(rows), [0, -2]))).toMatchObject({ op: 'sum' });
  });
});

describe('argmax and argmin', () => {
  it('give the first of equals', async () => {
    expect(await evaluate(() => argmax(tensor(rows), 1))).toEqual([0, 1]);
    expect(await evaluate(() => argmin(tensor(rows), 1, { keepDim: true }))).toEqual([[1], [0]]);
    expect(await evaluate(() => argmax(tensor(rows)))).toBe(4);
    expect(await evaluate(() => argmax(tensor(rows).transpose(0, 1)))).toBe(3);
    expect(await evaluate(() => argmin(tensor(rows), undefined, { keepDim: true }))).toEqual([[3]]);
    expect(await evaluate(() => argmax(tensor(7)))).toBe(0);
  });
});

describe('mean and variance', () => {
  it('divide by the count, or what the correction leaves of it', async () => {
    expect(await evaluate(() => mean(tensor(rows), 1))).toEqual(near([2, 3]));
    expect(await evaluate(() => variance(tensor(rows), 1))).toEqual(near([1, 12]));
    expect(
      await evaluate(() => variance(tensor(rows), 1, { correction: 0, keepDim: true })),
    ).toEqual(near([[2 / 3], [8]]));
    expect(await evaluate(() => variance(tensor([4])))).toBe(Number.NaN);
  });

  it('take float32 only', () => {
    expect(factsOf(DTypeError, () => mean(arange(0, 3)))).toMatchObject({ op: 'mean' });
    expect(factsOf(DTypeError, () => variance(arange(0, 3)))).toMatchObject({ received: 'int32' });
  });
});

describe('gradients', () => {
  const gradient = (kind: 'max' | 'min' | 'prod' | 'sum', x: number[][], axis: number) =>
    evaluate((): Tensor => {
      const attributes = { axes: [axis], keepDim: false };
      const g = tensor([2, 6]).narrow(0, 0, axis === 1 ? 2 : 1);
      return gradientsOf(reduceOps[kind], [tensor(x)], attributes, g)[0]!;
    });

  it('spread a sum, share an extreme, and leave one out of a product', async () => {
    expect(await gradient('sum', rows, 1)).toEqual([
      [2, 2, 2],
      [6, 6, 6],
    ]);
    expect(await gradient('max', rows, 1)).toEqual([
      [2, 0, 0],
      [0, 3, 3],
    ]);
    expect(await gradient('min', rows, 1)).toEqual([
      [0, 2, 0],
      [6, 0, 0],
    ]);
    const factors = [
      [0, 3, 5],
      [0, 0, 5],
    ];
    expect(await gradient('prod', factors, 1)).toEqual([
      [30, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('multiply the others along any axes', async () => {
    const received = await evaluate(() => {
      const x = arange(1, 13, 1, { dtype: 'float32' }).reshape([2, 2, 3]);
      const g = tensor([1, 10]);
      return gradientsOf(reduceOps.prod, [x], { axes: [2, 0], keepDim: false }, g)[0]!;
    });
    const products = [1 * 2 * 3 * 7 * 8 * 9, 10 * 4 * 5 * 6 * 10 * 11 * 12];
    const row = (first: number, product: number) => [0, 1, 2].map((i) => product / (first + i));
    expect(received).toEqual([
      [row(1, products[0]!), row(4, products[1]!)],
      [row(7, products[0]!), row(10, products[1]!)],
    ]);
    const ofNothing = () =>
      gradientsOf(reduceOps.prod, [zeros([0, 3])], { axes: [0], keepDim: false }, ones([3]))[0]!;
    expect(await evaluate(ofNothing)).toEqual([]);
  });
});
