import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { arange, ones, tensor, zeros } from '../create.ts';
import { DTypeError, RangeFault } from '../errors.ts';
import { manualSeed, randomState } from '../random.ts';
import { scope } from '../scope.ts';
import { dropout } from './dropout.ts';

expectNoLeaks();

describe('dropout', () => {
  it('drops a share p and keeps the mean', async () => {
    manualSeed(5);
    const values = (await evaluate(() => dropout(ones([40_000]), 0.25))) as number[];
    const dropped = values.filter((x) => x === 0).length / values.length;
    expect(Math.abs(dropped - 0.25)).toBeLessThan(0.01);
    expect(new Set(values.filter((x) => x !== 0))).toEqual(new Set([Math.fround(4 / 3)]));
  });

  it('draws a new mask each time, the same from one seed', async () => {
    const twice = async () => {
      manualSeed(5);
      return [await evaluate(() => dropout(ones([50]))), await evaluate(() => dropout(ones([50])))];
    };
    const [first, second] = await twice();
    expect(second).not.toEqual(first);
    expect(await twice()).toEqual([first, second]);
    expect(randomState()).toEqual({ seed: 5, block: 26 });
  });

  it('does nothing for p = 0 and drops all for p = 1', async () => {
    scope(() => {
      const x = ones([3]);
      expect(dropout(x, 0)).toBe(x);
    });
    expect(await evaluate(() => dropout(tensor([1, 2]), 1))).toEqual([0, 0]);
    expect(await evaluate(() => dropout(zeros([2, 0]), 0.5))).toEqual([[], []]);
  });

  it('refuses what is no probability, and whole numbers', () => {
    for (const p of [-0.1, 1.1, Number.NaN]) {
      expect(factsOf(RangeFault, () => dropout(ones([2]), p))).toEqual({ p });
    }
    expect(factsOf(DTypeError, () => dropout(arange(0, 3)))).toMatchObject({ op: 'dropout' });
  });
});
