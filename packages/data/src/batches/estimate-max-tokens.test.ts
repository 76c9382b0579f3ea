import { describe, expect, it } from 'vitest';
import { estimateMaxTokens } from './estimate-max-tokens.ts';

describe('estimateMaxTokens', () => {
  it('divides what is left by what a token takes', () => {
    expect(estimateMaxTokens({ bytes: 1000, fixedBytes: 100, bytesPerToken: 8 })).toBe(100);
    expect(estimateMaxTokens({ bytes: 1000, bytesPerToken: 8, reserve: 0 })).toBe(125);
    expect(() => estimateMaxTokens({ bytes: 10, fixedBytes: 9, bytesPerToken: 8 })).toThrow(
      'leave no room for a token of 8 bytes',
    );
    expect(() => estimateMaxTokens({ bytes: 10, bytesPerToken: 0 })).toThrow('bytesPerToken');
    expect(() => estimateMaxTokens({ bytes: Number.NaN, bytesPerToken: 1 })).toThrow('bytes must');
    expect(() => estimateMaxTokens({ bytes: 9, bytesPerToken: 1, reserve: 1 })).toThrow('reserve');
  });
});
