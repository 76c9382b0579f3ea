import { describe, expect, it } from 'vitest';
import {
  factorOf,
  flowHeight,
  flowPath,
  flowScale,
  formatPower,
  formatSize,
} from './flow-scale.ts';

describe('the scale of gradients', () => {
  it('holds all curves between powers of ten, with few lines', () => {
    const scale = flowScale([
      [3e-9, 0.1, 1],
      [40, 2, 1],
    ]);
    expect(scale).toEqual({ bottom: -9, top: 2, marks: [2, 0, -2, -4, -6, -8] });
    expect(flowScale([[1, 1]])).toMatchObject({ bottom: -3, top: 0 });
    expect(flowScale([[0, 1e-44, 1]])).toMatchObject({ bottom: -44, top: 0 });
  });

  it('has what vanished at the bottom', () => {
    const scale = flowScale([[1e-4, 1]]);
    expect([0, 1e-4, 1e-2, 1].map((value) => flowHeight(value, scale))).toEqual([0, 0, 0.5, 1]);
    expect(flowPath([0, 1e-2, 1], scale)).toBe('M0.0 100.00L500.0 50.00L1000.0 0.00');
  });

  it('tells how much a step back costs', () => {
    expect(factorOf([1 / 1024, 0.1, 1])).toBeCloseTo(1 / 32, 9);
    expect(factorOf([0, 1])).toBe(0);
  });

  it('writes numbers of any size', () => {
    expect([0, 1, 0.0312, 150, 2.44e-9, 1e-4, 5e6].map(formatSize)).toEqual([
      '0',
      '1',
      '0.031',
      '150',
      '2.4 × 10⁻⁹',
      '1.0 × 10⁻⁴',
      '5.0 × 10⁶',
    ]);
    expect(formatPower(-12)).toBe('10⁻¹²');
  });
});
