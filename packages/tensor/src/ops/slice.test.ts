import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { gradientsOf, viewGradientOf } from '../../test/vector-jacobian.ts';
import { arange, tensor, zeros } from '../create.ts';
import { RangeFault, ShapeError } from '../errors.ts';
import { scope } from '../scope.ts';
import type { NestedArray, Tensor } from '../tensor.ts';
import {
  chunk,
  embedOp,
  flip,
  flipOp,
  narrow,
  pad,
  select,
  slice,
  sliceOp,
  split,
} from './slice.ts';

expectNoLeaks();

const grid = (...shape: number[]): Tensor =>
  arange(
    0,
    shape.reduce((a, b) => a * b, 1),
  ).reshape(shape);

async function parts(body: () => Tensor[]): Promise<NestedArray[]> {
  const results = scope(body);
  const values = await Promise.all(results.map((part) => part.array()));
  for (const part of results) part.dispose();
  return values;
}

describe('slice', () => {
  it('takes elements as Array.slice does, with steps', async () => {
    const bound = fc.integer({ min: -9, max: 9 });
    await fc.assert(
      fc.asyncProperty(
        bound,
        fc.option(bound, { nil: undefined }),
        fc.integer({ min: 1, max: 4 }),
        async (start, end, step) => {
          const expected = [0, 1, 2, 3, 4, 5, 6].slice(start, end).filter((_, i) => i % step === 0);
          expect(await evaluate(() => slice(arange(0, 7), 0, start, end, step))).toEqual(expected);
          const flipped = await evaluate(() => slice(arange(0, 7).flip(0), -1, start, end, step));
          expect(flipped).toEqual(
            [6, 5, 4, 3, 2, 1, 0].slice(start, end).filter((_, i) => i % step === 0),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('slices slices', async () => {
    expect(await evaluate(() => grid(4, 5).slice(0, 1, 4, 2).slice(1, -3, -1).slice(0, 1))).toEqual(
      [[17, 18]],
    );
    expect(await evaluate(() => slice(zeros([2, 0]), 1, 1))).toEqual([[], []]);
  });

  it('puts the gradient into the window', async () => {
    const window = { starts: [1, 0], sizes: [1, 2], steps: [1, 2] };
    expect(
      await evaluate(() => viewGradientOf(sliceOp, zeros([2, 3]), window, tensor([[5, 7]]))),
    ).toEqual([
      [0, 0, 0],
      [5, 0, 7],
    ]);
  });

  it('refuses steps and bounds that are not whole numbers', () => {
    for (const step of [0, -1, 1.5]) {
      expect(factsOf(RangeFault, () => slice(arange(0, 7), 0, 0, 7, step))).toEqual({ step });
    }
    expect(factsOf(RangeFault, () => slice(arange(0, 7), 0, 0.5))).toMatchObject({ start: 0.5 });
    expect(factsOf(RangeFault, () => slice(arange(0, 7), 0, 0, Number.NaN))).toMatchObject({
      end: Number.NaN,
    });
    expect(factsOf(RangeFault, () => slice(arange(0, 7), 1))).toMatchObject({
      op: 'slice',
      axis: 1,
    });
  });
});

describe('narrow and select', () => {
  it('take a run or one place of an axis', async () => {
    expect(await evaluate(() => narrow(grid(3, 4), 1, 1, 2))).toEqual([
      [1, 2],
      [5, 6],
      [9, 10],
    ]);
    expect(await evaluate(() => narrow(grid(3, 4), 0, -1, 1))).toEqual([[8, 9, 10, 11]]);
    expect(await evaluate(() => narrow(grid(3, 4), 0, 3, 0))).toEqual([]);
    expect(await evaluate(() => select(grid(3, 4), 0, 1))).toEqual([4, 5, 6, 7]);
    expect(await evaluate(() => select(grid(3, 4).transpose(0, 1), 0, -1))).toEqual([3, 7, 11]);
    expect(await evaluate(() => select(arange(0, 7), 0, 5))).toBe(5);
    expect(await evaluate(() => select(zeros([0, 3]), 1, 2))).toEqual([]);
  });

  it('refuse what is not all there', () => {
    for (const [start, length] of [
      [2, 2],
      [-4, 1],
      [0, -1],
      [0.5, 1],
    ] as const) {
      expect(factsOf(RangeFault, () => narrow(grid(3, 4), 0, start, length))).toEqual({
        axis: 0,
        start,
        length,
        shape: [3, 4],
      });
    }
    for (const index of [3, -4, 0.5]) {
      expect(factsOf(RangeFault, () => select(grid(3, 4), 0, index))).toEqual({
        axis: 0,
        index,
        shape: [3, 4],
      });
    }
  });
});

describe('split and chunk', () => {
  it('divide an axis', async () => {
    expect(await parts(() => split(arange(0, 7), 3))).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
    expect(await parts(() => split(arange(0, 7), [2, 0, 5]))).toEqual([
      [0, 1],
      [],
      [2, 3, 4, 5, 6],
    ]);
    expect(await parts(() => split(grid(2, 3), 2, 1))).toEqual([
      [
        [0, 1],
        [3, 4],
      ],
      [[2], [5]],
    ]);
    expect(await parts(() => chunk(arange(0, 7), 3))).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
    expect(await parts(() => chunk(arange(0, 2), 5, -1))).toEqual([[0], [1]]);
    expect(await parts(() => split(zeros([0]), 3))).toEqual([[]]);
    expect(await parts(() => chunk(zeros([0]), 3))).toEqual([[]]);
  });

  it('refuse sizes that do not add up', () => {
    expect(factsOf(ShapeError, () => split(arange(0, 7), [3, 3]))).toEqual({
      sizes: [3, 3],
      axis: 0,
      shape: [7],
    });
    expect(factsOf(RangeFault, () => split(arange(0, 7), [9, -2]))).toMatchObject({ length: 9 });
    expect(factsOf(RangeFault, () => split(arange(0, 7), 0))).toEqual({ sizes: 0 });
    expect(factsOf(RangeFault, () => chunk(arange(0, 7), 1.5))).toEqual({ count: 1.5 });
  });
});

describe('flip', () => {
  it('reverses axes of any view', async () => {
    expect(await evaluate(() => flip(grid(2, 3), [0, 1]))).toEqual([
      [5, 4, 3],
      [2, 1, 0],
    ]);
    expect(await evaluate(() => flip(grid(2, 3).transpose(0, 1), 0))).toEqual([
      [2, 5],
      [1, 4],
      [0, 3],
    ]);
    expect(await evaluate(() => flip(flip(arange(0, 5), 0).slice(0, 1, 5, 2), 0))).toEqual([1, 3]);
    expect(await evaluate(() => flip(zeros([2, 0]), [0, 1]))).toEqual([[], []]);
  });

  it('flips the gradient', async () => {
    expect(
      await evaluate(() => viewGradientOf(flipOp, zeros([3]), { axes: [0] }, tensor([1, 2, 3]))),
    ).toEqual([3, 2, 1]);
  });
});

describe('pad', () => {
  it('adds elements around the last axes', async () => {
    expect(await evaluate(() => pad(grid(2, 2), [[1, 0]], 9))).toEqual([
      [9, 0, 1],
      [9, 2, 3],
    ]);
    expect(
      await evaluate(() =>
        pad(grid(1, 2).flip(1), [
          [0, 1],
          [0, 2],
        ]),
      ),
    ).toEqual([
      [1, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
    expect(await evaluate(() => pad(zeros([0]), [[1, 1]], 2))).toEqual([2, 2]);
  });

  it('takes the gradient of what it was given', async () => {
    const window = { starts: [1], sizes: [2], steps: [1] };
    const attributes = { shape: [4], window, value: 9 };
    expect(
      await evaluate(
        () => gradientsOf(embedOp, [zeros([2])], attributes, tensor([1, 2, 3, 4]))[0]!,
      ),
    ).toEqual([2, 3]);
  });

  it('refuses more pairs than axes and negative amounts', () => {
    expect(
      factsOf(ShapeError, () =>
        pad(zeros([2]), [
          [0, 0],
          [0, 0],
        ]),
      ),
    ).toMatchObject({ shape: [2] });
    expect(factsOf(ShapeError, () => pad(zeros([2]), [[0, -1]]))).toMatchObject({
      amounts: [[0, -1]],
    });
  });
});
