import { describe, expect, it } from 'vitest';
import type { BenchmarkRecord, Result } from '../record/record.ts';
import { barGroups } from './bars.ts';
import { formatRatio, formatTime } from './format.ts';

const record = (ids: readonly string[], results: readonly Result[]): BenchmarkRecord => ({
  format: 'rondo-benchmark',
  version: 1,
  at: 0,
  browser: 'b',
  processors: 2,
  rounds: 3,
  contestants: Object.fromEntries(ids.map((id) => [id, ''])),
  results: [...results],
});
const time = (milliseconds: number) => ({ milliseconds, spread: 0 });

describe('bars', () => {
  it('stand together by what computed, on the scale of their workload', () => {
    const own = record(
      ['1', 'webgpu'],
      [{ workload: 'a', cells: { '1': time(8), webgpu: time(2) } }],
    );
    const other = record(
      ['1', '2'],
      [
        { workload: 'a', cells: { '1': time(16), '2': { reason: 'no' } } },
        { workload: 'b', cells: { '1': time(1) } },
      ],
    );
    const [a, b] = barGroups(own, other);
    expect(a!.bars.map(({ id, length, ratio, isBeside }) => [id, length, ratio, isBeside])).toEqual(
      [
        ['1', 0.5, 1, false],
        ['1', 1, 1, true],
        ['2', 0, undefined, true],
        ['webgpu', 0.125, 4, false],
      ],
    );
    expect(b!.bars.map(({ isBeside }) => isBeside)).toEqual([true, true]);
  });

  it('have a place while they are waited for', () => {
    const [group] = barGroups(record(['1', '2'], [{ workload: 'a', cells: {} }]), undefined);
    expect(group!.bars.map(({ id, length }) => [id, length])).toEqual([
      ['1', 0],
      ['2', 0],
    ]);
  });
});

describe('numbers', () => {
  it.each([
    [0.01234, '12.3 µs'],
    [0.1, '0.100 ms'],
    [1.234, '1.23 ms'],
    [9.996, '10.0 ms'],
    [156.1, '156 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [12_340, '12.3 s'],
  ])('%d ms is %s', (milliseconds, text) => expect(formatTime(milliseconds)).toBe(text));

  it.each([
    [0.00403, '0.004'],
    [0.034, '0.03'],
    [1.94, '1.9'],
    [9.96, '10'],
    [123.4, '123'],
  ])('%d times is %s', (ratio, text) => expect(formatRatio(ratio)).toBe(text));
});
