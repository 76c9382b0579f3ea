import { describe, expect, it } from 'vitest';
import { heightOf, lossPath, lossScale } from './loss-scale.ts';

const falling = [1, 2, 3, 4].map((step) => ({ step, loss: 4 / 10 ** (step - 1) }));

describe('the scale of losses', () => {
  it('holds all series between round numbers', () => {
    const scale = lossScale([falling, [{ step: 9, loss: 7 }]], 8);
    expect(scale).toMatchObject({ least: 0.002, most: 10, lastStep: 9 });
    expect(scale.marks).toEqual([0.01, 0.1, 1, 10]);
    expect(heightOf(0.002, scale)).toBe(0);
    expect(heightOf(10, scale)).toBe(1);
  });

  it('is there before the first step, and for losses of zero', () => {
    const scale = lossScale([[], [{ step: 1, loss: 0 }]], 0);
    expect(scale.most).toBeGreaterThan(scale.least);
    expect(lossPath([{ step: 1, loss: 0 }], scale)).toBe('M1000.0 100.00');
    expect(lossPath([], scale)).toBe('');
  });

  it('falls from left to right', () => {
    expect(lossPath(falling, lossScale([falling], 4))).toMatch(/^M250\.0 .*L1000\.0 /);
  });
});
