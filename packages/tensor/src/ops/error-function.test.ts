import { describe, expect, it } from 'vitest';
import { erf, erfc } from './error-function.ts';

/** Abramowitz & Stegun 1964, table 7.1. */
const table: readonly (readonly [x: number, erf: number])[] = [
  [0.02, 0.0225645747],
  [0.5, 0.5204998778],
  [1, 0.8427007929],
  [1.5, 0.9661051465],
  [2, 0.995322265],
];

describe('erf', () => {
  it.each(table)('erf %d', (x, value) => {
    expect(erf(x)).toBeCloseTo(value, 10);
    expect(erf(-x)).toBeCloseTo(-value, 10);
    expect(erfc(x)).toBeCloseTo(1 - value, 10);
  });

  it('erfc keeps its relative accuracy far out', () => {
    expect(erfc(3) / 2.209049699858544e-5).toBeCloseTo(1, 12);
    expect(erfc(5) / 1.5374597944280349e-12).toBeCloseTo(1, 12);
  });

  it('its two halves meet', () => {
    expect(erf(2.5 - 1e-12)).toBeCloseTo(erf(2.5), 11);
    expect(erfc(2.5 - 1e-12) / erfc(2.5)).toBeCloseTo(1, 9);
  });

  it('knows its limits', () => {
    expect([Infinity, -Infinity, 0].map(erf)).toEqual([1, -1, 0]);
    expect([Infinity, -Infinity].map(erfc)).toEqual([0, 2]);
    expect(erf(NaN)).toBeNaN();
    expect(erfc(NaN)).toBeNaN();
  });
});
