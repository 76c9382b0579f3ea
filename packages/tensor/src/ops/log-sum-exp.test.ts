import { describe, expect, it } from 'vitest';
import { evaluate, near } from '../../test/evaluate.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { tensor, zeros } from '../create.ts';
import { logSumExp } from './log-sum-exp.ts';

expectNoLeaks();

describe('logSumExp', () => {
  it('does not overflow and knows infinities', async () => {
    const x = [
      [1000, 1000],
      [-Infinity, -Infinity],
      [-Infinity, 3],
      [Infinity, 3],
    ];
    expect(await evaluate(() => logSumExp(tensor(x), 1))).toEqual([
      expect.closeTo(1000 + Math.LN2, 3) as number,
      -Infinity,
      3,
      Infinity,
    ]);
    expect(
      await evaluate(() => logSumExp(tensor([[0, 0, 0]]), undefined, { keepDim: true })),
    ).toEqual(near([[Math.log(3)]]));
  });

  it('of nothing is -∞', async () => {
    expect(await evaluate(() => logSumExp(zeros([2, 0]), 1))).toEqual([-Infinity, -Infinity]);
    expect(await evaluate(() => logSumExp(zeros([0]), 0, { keepDim: true }))).toEqual([-Infinity]);
    expect(await evaluate(() => logSumExp(zeros([0, 3]), 1))).toEqual([]);
  });
});
