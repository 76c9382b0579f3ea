import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { gradientsOf } from '../../test/vector-jacobian.ts';
import { arange, ones, tensor, zeros } from '../create.ts';
import { DTypeError, RangeFault, ShapeError } from '../errors.ts';
import { concat, concatOp, repeat, stack } from './concat.ts';

expectNoLeaks();

describe('concat', () => {
  it('joins along an axis, views included', async () => {
    expect(
      await evaluate(() =>
        concat([
          tensor([[1, 2]]),
          tensor([
            [3, 4],
            [5, 6],
          ]),
        ]),
      ),
    ).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(
      await evaluate(() =>
        concat(
          [
            tensor([[1], [2]]),
            tensor([
              [3, 4],
              [5, 6],
            ]).transpose(0, 1),
            zeros([2, 0]),
          ],
          -1,
        ),
      ),
    ).toEqual([
      [1, 3, 5],
      [2, 4, 6],
    ]);
    expect(await evaluate(() => concat([tensor([true]), tensor([false])]))).toEqual([true, false]);
  });

  it('divides the gradient', async () => {
    const gradient = (position: 0 | 1) =>
      evaluate(
        () =>
          gradientsOf(concatOp, [zeros([2]), zeros([1])], { axis: 0 }, tensor([1, 2, 3]))[
            position
          ]!,
      );
    expect(await gradient(0)).toEqual([1, 2]);
    expect(await gradient(1)).toEqual([3]);
  });

  it('refuses nothing, other shapes, ranks and dtypes', () => {
    expect(factsOf(RangeFault, () => concat([]))).toEqual({});
    expect(factsOf(ShapeError, () => concat([ones([2, 3]), ones([2, 4])]))).toEqual({
      first: [2, 3],
      other: [2, 4],
      axis: 0,
    });
    expect(factsOf(ShapeError, () => concat([ones([2, 3]), ones([3])]))).toMatchObject({
      other: [3],
    });
    expect(factsOf(DTypeError, () => concat([ones([2]), arange(0, 2)]))).toMatchObject({
      op: 'concat',
    });
    expect(factsOf(RangeFault, () => concat([tensor(1)]))).toMatchObject({ op: 'concat', rank: 0 });
  });
});

describe('stack', () => {
  it('joins along a new axis', async () => {
    expect(await evaluate(() => stack([tensor([1, 2]), tensor([3, 4])]))).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(await evaluate(() => stack([tensor([1, 2]), tensor([3, 4])], -1))).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(await evaluate(() => stack([tensor(1), tensor(2)]))).toEqual([1, 2]);
  });

  it('refuses nothing, other shapes and axes', () => {
    expect(factsOf(RangeFault, () => stack([]))).toEqual({});
    expect(factsOf(ShapeError, () => stack([ones([2]), ones([3])]))).toMatchObject({
      other: [1, 3],
    });
    expect(factsOf(RangeFault, () => stack([ones([2])], 2))).toMatchObject({
      op: 'stack',
      axis: 2,
    });
  });
});

describe('repeat', () => {
  it('tiles the whole tensor', async () => {
    expect(await evaluate(() => repeat(tensor([[1, 2]]), [2, 2]))).toEqual([
      [1, 2, 1, 2],
      [1, 2, 1, 2],
    ]);
    expect(await evaluate(() => repeat(tensor([1, 2]), [2, 1]))).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(
      await evaluate(() =>
        repeat(
          tensor([
            [1, 2],
            [3, 4],
          ]).transpose(0, 1),
          [1, 2],
        ),
      ),
    ).toEqual([
      [1, 3, 1, 3],
      [2, 4, 2, 4],
    ]);
    expect(await evaluate(() => repeat(tensor([1, 2]), [0]))).toEqual([]);
  });

  it('refuses fewer counts than axes and what is no count', () => {
    expect(factsOf(ShapeError, () => repeat(ones([2, 3]), [2]))).toEqual({
      shape: [2, 3],
      times: [2],
    });
    expect(factsOf(ShapeError, () => repeat(ones([2]), [-1]))).toMatchObject({ times: [-1] });
    expect(factsOf(ShapeError, () => repeat(ones([2]), [1.5]))).toMatchObject({ times: [1.5] });
  });
});
