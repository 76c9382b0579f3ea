import { expect, it } from 'vitest';
import { measureLengths } from './measure-lengths.ts';

it('calls each length once and then five times', async () => {
  const calls: number[] = [];
  const { firstMs, againMs } = await measureLengths([3, 7], async (length) => {
    calls.push(length);
  });
  expect(calls).toEqual([3, 3, 3, 3, 3, 3, 7, 7, 7, 7, 7, 7]);
  expect([firstMs.length, againMs.length]).toEqual([2, 2]);
  expect(Math.min(...firstMs, ...againMs)).toBeGreaterThanOrEqual(0);
});
