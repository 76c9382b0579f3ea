import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { viewGradientOf } from '../../test/vector-jacobian.ts';
import { arange, ones, tensor } from '../create.ts';
import { RangeFault } from '../errors.ts';
import { scope } from '../scope.ts';
import { toeplitz, toeplitzOp } from './toeplitz.ts';

expectNoLeaks();

describe('toeplitz', () => {
  it('has the elements on its diagonals', async () => {
    expect(await evaluate(() => toeplitz(arange(0, 4), 2))).toEqual([
      [1, 2, 3],
      [0, 1, 2],
    ]);
    expect(await evaluate(() => toeplitz(arange(0, 3), 3))).toEqual([[2], [1], [0]]);
    const two = () => toeplitz(arange(0, 6).reshape([3, 2]).transpose(0, 1), 2).add(10);
    expect(await evaluate(two)).toEqual([
      [
        [12, 14],
        [10, 12],
      ],
      [
        [13, 15],
        [11, 13],
      ],
    ]);
  });

  it('copies nothing', () => {
    scope(() => {
      const x = ones([2, 5]);
      expect(toeplitz(x, 3).storage).toBe(x.storage);
    });
  });

  it('sums the gradient along the diagonals', async () => {
    const g = () =>
      tensor([
        [1, 2, 3],
        [10, 20, 30],
      ]);
    const gradient = () => viewGradientOf(toeplitzOp, ones([4]), { rows: 2 }, g());
    expect(await evaluate(gradient)).toEqual([10, 21, 32, 3]);
  });

  it.each([0, 5, 1.5])('refuses %d rows of four elements', (rows) => {
    expect(factsOf(RangeFault, () => toeplitz(ones([4]), rows))).toEqual({ rows, shape: [4] });
  });
});
