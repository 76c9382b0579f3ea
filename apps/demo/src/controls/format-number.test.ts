import { describe, expect, it } from 'vitest';
import { format, inBrackets } from './format-number.ts';

describe('format', () => {
  it('has two digits, a true minus and none before zero', () => {
    expect([1.005, -2, -0.001].map(format)).toEqual(['1.00', '−2.00', '0.00']);
  });

  it('puts what is below zero in brackets', () => {
    expect([0.5, -0.5].map(inBrackets)).toEqual(['0.50', '(−0.50)']);
  });
});
