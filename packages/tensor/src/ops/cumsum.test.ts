import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { gradientsOf } from '../../test/vector-jacobian.ts';
import { arange, tensor, zeros } from '../create.ts';
import { DTypeError, RangeFault } from '../errors.ts';
import { cumsum, cumsumOp } from './cumsum.ts';

expectNoLeaks();

describe('cumsum', () => {
  it('sums up along an axis', async () => {
    const x = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    expect(await evaluate(() => cumsum(tensor(x), 1))).toEqual([
      [1, 3, 6],
      [4, 9, 15],
    ]);
    expect(await evaluate(() => cumsum(tensor(x), 0))).toEqual([
      [1, 2, 3],
      [5, 7, 9],
    ]);
    expect(await evaluate(() => cumsum(tensor(x).transpose(0, 1).flip(0), 0))).toEqual([
      [3, 6],
      [5, 11],
      [6, 15],
    ]);
    expect(await evaluate(() => cumsum(arange(1, 4), -1))).toEqual([1, 3, 6]);
    expect(await evaluate(() => cumsum(zeros([2, 0]), 1))).toEqual([[], []]);
  });

  it('gives each element the gradients of all sums it is in', async () => {
    const gradient = () =>
      gradientsOf(cumsumOp, [zeros([3])], { axis: 0 }, tensor([1, 10, 100]))[0]!;
    expect(await evaluate(gradient)).toEqual([111, 110, 100]);
  });

  it('refuses truth values and axes that are not there', () => {
    expect(factsOf(DTypeError, () => cumsum(tensor([true]), 0))).toMatchObject({ op: 'cumsum' });
    expect(factsOf(RangeFault, () => cumsum(zeros([2]), 1))).toMatchObject({
      op: 'cumsum',
      axis: 1,
    });
  });
});
