import { describe, expect, it } from 'vitest';
import { equations } from './explain.ts';

const head = {
  query: [[1, -2]],
  key: [
    [0.5, 1],
    [2, 0],
  ],
  value: [[3], [-1]],
  products: [[-1.5, 2]],
  scores: [[-1.06, 1.41]],
  weights: [[0.08, 0.92]],
  output: [[-0.68]],
};
const options = { mask: [[true, true]], scaled: true };

describe('equations', () => {
  it('say how a score, a weight and an output come about', () => {
    expect(equations({ step: 'scores', row: 0, column: 0 }, head, options)).toEqual([
      '1.00 × 0.50 + −2.00 × 1.00',
      '= −1.50',
      '−1.50 / √2 = −1.06',
    ]);
    expect(equations({ step: 'weights', row: 0, column: 1 }, head, options)).toEqual([
      'e^1.41 / (e^(−1.06) + e^1.41)',
      '= 0.92',
    ]);
    expect(equations({ step: 'output', row: 0, column: 0 }, head, options)).toEqual([
      '0.08 × 3.00 + 0.92 × (−1.00)',
      '= −0.68',
    ]);
  });

  it('leave out what the mask does', () => {
    const masked = { mask: [[false, true]], scaled: true };
    expect(equations({ step: 'weights', row: 0, column: 0 }, head, masked)).toEqual(['= 0.08']);
    expect(equations({ step: 'weights', row: 0, column: 1 }, head, masked)[0]).toBe(
      'e^1.41 / (e^1.41)',
    );
  });
});
