import { describe, expect, it } from 'vitest';
import { logRange, powersOfTen } from './log-range.ts';

const flow = { kind: 'log', holds: [1e-3, 1], least: 1e-45, isOfPowers: true } as const;
const loss = { kind: 'log', least: 1e-4 } as const;

describe('the range of a logarithmic scale', () => {
  it('holds all values and what it is asked to hold', () => {
    expect(logRange(flow, 3e-9, 40)).toEqual([1e-9, 100]);
    expect(logRange(flow, 0.2, 0.5)).toEqual([1e-3, 1]);
    expect(logRange(loss, 0.0341, 3.98)).toEqual([0.03, 4]);
    expect(logRange(loss, 0.79, 11)).toEqual([0.7, 20]);
  });

  it('has no mark more for what is beyond one by rounding', () => {
    expect(logRange(flow, 1e-3 * (1 - 1e-7), 1 + 1e-7)).toEqual([1e-3, 1]);
    expect(logRange(loss, 0.3 * (1 - 1e-8), 4 + 1e-7)).toEqual([0.3, 4]);
  });

  it('goes no lower than what is told from zero, and does not make much of noise', () => {
    expect(logRange(flow, 1e-50, 1)).toEqual([1e-45, 1]);
    expect(logRange(loss, 1e-7, 1)).toEqual([1e-4, 1]);
    expect(logRange(loss, 2.29, 2.31)).toEqual([2, 7]);
  });

  it('needs no values', () => {
    for (const none of [null, 0, Infinity, -Infinity, Number.NaN]) {
      expect(logRange(flow, none, none)).toEqual([1e-3, 1]);
      expect(logRange(loss, none, none)).toEqual([1, 10]);
    }
  });

  it('has every power of ten as the number nearest to it', () => {
    expect(powersOfTen(1e-3, 10)).toEqual([1e-3, 1e-2, 0.1, 1, 10]);
    const all = powersOfTen(1e-45, 1);
    expect(all).toHaveLength(46);
    expect(all.map((power) => power.toExponential()).slice(0, 2)).toEqual(['1e-45', '1e-44']);
  });
});
