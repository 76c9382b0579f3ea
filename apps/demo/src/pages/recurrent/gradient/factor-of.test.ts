import { describe, expect, it } from 'vitest';
import { factorOf } from './factor-of.ts';

describe('the factor of each step', () => {
  it('tells how much a step back costs', () => {
    expect(factorOf([1 / 1024, 0.1, 1])).toBeCloseTo(1 / 32, 9);
    expect(factorOf([0, 1])).toBe(0);
  });
});
