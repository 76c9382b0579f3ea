import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { viewGradientOf } from '../../test/vector-jacobian.ts';
import { ones, tensor } from '../create.ts';
import { ShapeError } from '../errors.ts';
import { scope } from '../scope.ts';
import { expand, expandOp } from './expand.ts';
import { sumTo } from './sum-to.ts';

expectNoLeaks();

describe('expand', () => {
  it('repeats axes of size 1 and adds leading ones', async () => {
    expect(await evaluate(() => expand(tensor([[1], [2]]), [2, 2, 3]))).toEqual([
      [
        [1, 1, 1],
        [2, 2, 2],
      ],
      [
        [1, 1, 1],
        [2, 2, 2],
      ],
    ]);
    expect(await evaluate(() => expand(tensor([[1], [2]]), [-1, 2]))).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(await evaluate(() => expand(tensor(7), [2]))).toEqual([7, 7]);
    expect(await evaluate(() => expand(tensor([[1], [2]]), [2, 0]))).toEqual([[], []]);
    expect(await evaluate(() => expand(tensor([[1], [2]]), [0, 2, 1]))).toEqual([]);
  });

  it('copies nothing', () => {
    scope(() => {
      const x = ones([2, 1]);
      expect(expand(x, [2, 5]).storage).toBe(x.storage);
      expect(expand(x, [2, -1])).toBe(x);
    });
  });

  it('sums the gradient', async () => {
    const gradient = (shape: number[]) =>
      evaluate(() => viewGradientOf(expandOp, tensor([[1], [2]]), { shape }, ones(shape)));
    expect(await gradient([5, 2, 3])).toEqual([[15], [15]]);
    expect(await gradient([2, 0])).toEqual([[0], [0]]);
  });

  it.each([[[3, 3]], [[2]], [[-1, 2, 1]], [[2, 1.5]], [[2, -2]]])('refuses [2, 1] as %j', (to) => {
    expect(factsOf(ShapeError, () => expand(ones([2, 1]), to))).toEqual({ from: [2, 1], to });
  });
});

describe('sumTo', () => {
  it('undoes broadcasting', async () => {
    expect(await evaluate(() => sumTo(ones([2, 3, 5]), [3, 1]))).toEqual([[10], [10], [10]]);
    expect(await evaluate(() => sumTo(ones([2, 3]), []))).toBe(6);
    expect(await evaluate(() => sumTo(ones([1, 3]), [3]))).toEqual([1, 1, 1]);
  });
});
