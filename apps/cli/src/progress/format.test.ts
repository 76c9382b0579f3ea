import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  barLine,
  formatCount,
  formatDuration,
  formatNumber,
  formatScaled,
  formatShare,
  joinWithin,
  type Part,
} from './format.ts';

describe('formats', () => {
  it('writes durations, counts, numbers and shares', () => {
    expect([0, 7.4, 754, 3723].map(formatDuration)).toEqual(['0:00', '0:07', '12:34', '1:02:03']);
    expect([0, 950, 1234, 9949, 34_300, 999_499, 999_500, 1_234_567].map(formatCount)).toEqual([
      '0',
      '950',
      '1.2k',
      '9.9k',
      '34k',
      '999k',
      '1.0M',
      '1.2M',
    ]);
    expect([0, 0.00012, 0.0123, 1.23456, 12.3, 12_345, Infinity].map(formatNumber)).toEqual([
      '0',
      '1.2e-4',
      '0.0123',
      '1.235',
      '12.300',
      '12k',
      'Infinity',
    ]);
    expect([0, 0.9987, 0.999_99, 1].map(formatShare)).toEqual([
      '0.00 %',
      '99.87 %',
      '99.99 %',
      '100.00 %',
    ]);
    const scaled = [0, 0.5, 12, 999.4, 999.6, 3.4e13].map((value) => formatScaled(value, 'B'));
    expect(scaled).toEqual(['0 B', '0.500 B', '12.0 B', '999 B', '1.00 kB', '34.0 TB']);
  });

  it('never lets a bar reach the last column', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.string({ maxLength: 100 }),
        fc.integer({ min: 1, max: 200 }),
        (share, text, columns) => barLine(share, text, columns).length < Math.max(2, columns),
      ),
    );
    expect(barLine(0.5, 'half', 20)).toBe('██████░░░░░░  half');
    expect(barLine(0.5, 'more', 19)).toBe('██████░░░░░░  more');
  });

  it('leaves out of a line what matters least', () => {
    const parts: Part[] = [
      ['one', 0],
      ['two', 2],
      ['three', 1],
    ];
    expect(joinWithin(parts, 15)).toBe('one  two  three');
    expect(joinWithin(parts, 14)).toBe('one  three');
    expect(joinWithin(parts, 9)).toBe('one');
    expect(joinWithin(parts, 1)).toBe('one');
  });
});
