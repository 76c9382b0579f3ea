import { cpu } from '@rondo/backend-cpu';
import { manualSeed, randomState, RangeFault, useBackend } from '@rondo/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { truncNormal } from './trunc-normal.ts';

useBackend(cpu());
manualSeed(27);

const count = 20_000;

async function momentsOf(
  ...options: readonly number[]
): Promise<{ mean: number; deviation: number }> {
  const data = [...(await truncNormal([count], ...options).data())];
  const mean = data.reduce((a, b) => a + b, 0) / count;
  const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  return { mean, deviation: Math.sqrt(variance) };
}

describe('truncNormal', () => {
  it.each([
    // Known: 1 - 2a φ(a) / (2 Φ(a) - 1) for a = 2.
    ['two deviations', [], 0, 0.879_626],
    ['far bounds: hardly truncated', [5, 0.5, -100, 100], 5, 0.5],
    // Half of a normal distribution: √(2/π) and √(1 - 2/π).
    ['the upper half', [0, 2, 0, 1000], 2 * Math.sqrt(2 / Math.PI), 2 * Math.sqrt(1 - 2 / Math.PI)],
    // The far tail is nearly exponential: 1/a above a.
    ['a far tail', [0, 1, 30, 1000], 30 + 1 / 30, 1 / 30],
    ['a narrow band', [0, 1, 0.5, 0.501], 0.5005, 0.001 / Math.sqrt(12)],
  ] as const)('%s: mean and deviation', async (_name, options, mean, deviation) => {
    const found = await momentsOf(...options);
    expect(Math.abs(found.mean - mean)).toBeLessThan(0.03 * deviation);
    expect(found.deviation / deviation).toBeCloseTo(1, 1);
    expect(Math.abs(found.deviation / deviation - 1)).toBeLessThan(0.03);
  });

  it('stays within any bounds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: -20, max: 20, noNaN: true }),
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: 0.01, max: 30, noNaN: true }),
        async (mean, deviation, low, width) => {
          const high = low + width;
          const data = await truncNormal([7, 3], mean, deviation, low, high).data();
          expect(Math.min(...data)).toBeGreaterThanOrEqual(Math.fround(low));
          expect(Math.max(...data)).toBeLessThanOrEqual(Math.fround(high));
        },
      ),
    );
  });

  it('draws from the global stream', async () => {
    manualSeed(5);
    const first = await truncNormal([3, 5]).data();
    expect(randomState().block).toBeGreaterThan(7);
    expect(await truncNormal([3, 5]).data()).not.toEqual(first);
    manualSeed(5);
    expect(await truncNormal([3, 5]).data()).toEqual(first);
  });

  it.each([
    [0, 1, 2, 2],
    [0, 0, -2, 2],
    [0, 1, -Infinity, 2],
    [Number.NaN, 1, -2, 2],
  ])('refuses mean %d, deviation %d, low %d, high %d', (...options) => {
    expect(() => truncNormal([3], ...options)).toThrow(RangeFault);
  });
});
