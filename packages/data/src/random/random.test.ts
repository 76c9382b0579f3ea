import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random, shuffle } from './random.ts';

const draw = (random: Random, n: number) => Array.from({ length: n }, () => random.uint32());

describe('Random', () => {
  it('gives these numbers for seed 1 on every platform', () => {
    expect(draw(new Random(1), 4)).toEqual([1667030799, 2847991649, 1394118638, 1813250478]);
  });

  it('repeats itself for a seed and stream, and differs for others', () => {
    expect(draw(new Random(7, 3), 5)).toEqual(draw(new Random(7, 3), 5));
    for (const other of [
      new Random(8, 3),
      new Random(7, 4),
      new Random(3, 7),
      new Random(7 + 2 ** 32, 3),
    ]) {
      expect(draw(other, 5)).not.toEqual(draw(new Random(7, 3), 5));
    }
  });

  it('is uniform: chi-squared over 13 bins stays below the 0.1 % point', () => {
    const random = new Random(5);
    const bins = Array.from({ length: 13 }, () => 0);
    const n = 130_000;
    for (let i = 0; i < n; i++) bins[random.integer(13)]! += 1;
    const chiSquared = bins.reduce((sum, count) => sum + (count - n / 13) ** 2 / (n / 13), 0);
    expect(chiSquared).toBeLessThan(32.9);
  });

  it('refuses a seed or bound that is no integer', () => {
    expect(() => new Random(1.5)).toThrow('seed must be an integer of at least 0, received 1.5');
    expect(() => new Random(1).integer(0)).toThrow('bound must be an integer of at least 1');
  });
});

describe('shuffle', () => {
  it('permutes any list', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(), (items, seed) => {
        const shuffled = shuffle([...items], new Random(seed));
        expect(shuffled.toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b));
      }),
    );
  });

  it('reaches all 24 orders of four items about equally often', () => {
    const random = new Random(11);
    const seen = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = shuffle([0, 1, 2, 3], random).join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect(seen.size).toBe(24);
    for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });
});
