import { describe, expect, it } from 'vitest';
import { formatCount, formatDuration, formatLoss, formatShare } from './format.ts';

describe('numbers of a run', () => {
  it('have the digits that matter', () => {
    expect([12.345, 2.345, 0.02345, 0].map(formatLoss)).toEqual(['12.3', '2.35', '0.023', '0.000']);
    expect([0.0023, 0.000021].map(formatLoss)).toEqual(['0.0023', '0.000021']);
    expect([1, 0.954, 0.004, 0].map(formatShare)).toEqual(['100 %', '95 %', '0.4 %', '0 %']);
    expect([0.9975, 0.9951, 0.99].map(formatShare)).toEqual(['99.8 %', '99.5 %', '99 %']);
    expect([0.99999, 0.00001].map(formatShare)).toEqual(['99.9 %', '< 0.1 %']);
    expect(formatCount(50_186.4, 'en')).toBe('50,186');
  });

  it('have minutes and seconds', () => {
    expect([0, 59.6, 61, 3600].map(formatDuration)).toEqual(['0:00', '1:00', '1:01', '60:00']);
  });
});
