import { describe, expect, it } from 'vitest';
import { formatPower, formatSize } from './format-size.ts';

describe('sizes', () => {
  it('writes numbers of any size', () => {
    expect([0, 1, 0.0312, 150, 2.44e-9, 1e-4, 9.98e-5, 5e6].map(formatSize)).toEqual([
      '0',
      '1',
      '0.031',
      '150',
      '2.4 × 10⁻⁹',
      '1.0 × 10⁻⁴',
      '1.0 × 10⁻⁴',
      '5.0 × 10⁶',
    ]);
    expect([9.99e-4, 9.96e-9, 9.94e-9, 9990, 99_900].map(formatSize)).toEqual([
      '0.001',
      '1.0 × 10⁻⁸',
      '9.9 × 10⁻⁹',
      '1.0 × 10⁴',
      '1.0 × 10⁵',
    ]);
    expect(formatPower(-12)).toBe('10⁻¹²');
  });
});
