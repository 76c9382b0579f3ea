import { grad } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { manualSeed, ones, RangeFault, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { Dropout } from './dropout.ts';

useBackend(cpu());

describe('Dropout', () => {
  it('drops about p of the elements while training and keeps the mean', async () => {
    manualSeed(1);
    const data = await new Dropout(0.25).forward(ones([100, 101])).data();
    const dropped = data.filter((value) => value === 0).length / data.length;
    expect(dropped).toBeCloseTo(0.25, 1);
    expect(new Set(data)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
  });

  it('leaves x alone in evaluation', () => {
    const x = ones([3]);
    expect(new Dropout(0.9).eval().forward(x)).toBe(x);
  });

  it('has a gradient through the elements that stayed', async () => {
    const dropout = new Dropout(0.5);
    manualSeed(7);
    const y = await dropout.forward(ones([50])).data();
    manualSeed(7);
    const [gradient] = grad((x) => dropout.forward(x).sum(), [ones([50])]);
    expect(await gradient!.data()).toEqual(y);
  });

  it('refuses what is no probability', () => {
    for (const p of [-0.1, 1.1, Number.NaN]) expect(() => new Dropout(p)).toThrow(RangeFault);
  });
});
