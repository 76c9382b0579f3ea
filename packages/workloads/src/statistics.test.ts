import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, quantile, summarize } from './statistics.ts';

const samples = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });

describe('quantile', () => {
  it('lies between neighbours in proportion', () => {
    expect(quantile([30, 10, 20, 40], 0)).toBe(10);
    expect(quantile([30, 10, 20, 40], 1)).toBe(40);
    expect(quantile([30, 10, 20, 40], 0.5)).toBe(25);
    expect(quantile([1, 2], 0.75)).toBeCloseTo(1.75, 12);
  });

  it('needs samples', () => {
    expect(() => median([])).toThrow('no samples');
  });

  it('is within the samples and grows with p', () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), (list, p) => {
        const value = quantile(list, p);
        expect(value).toBeGreaterThanOrEqual(Math.min(...list));
        expect(value).toBeLessThanOrEqual(Math.max(...list));
        expect(quantile(list, 1)).toBeGreaterThanOrEqual(value);
      }),
    );
  });
});

describe('summarize', () => {
  it('does not see one wild sample', () => {
    const summary = summarize([10, 11, 9, 10, 5000]);
    expect(summary).toEqual({ median: 10, least: 9, spread: 0.1, samples: 5 });
  });

  it('leaves the samples as they are', () => {
    const list = [3, 1, 2];
    summarize(list);
    expect(list).toEqual([3, 1, 2]);
  });
});
