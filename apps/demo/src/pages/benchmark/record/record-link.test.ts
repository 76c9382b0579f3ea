import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellOf, type BenchmarkRecord } from './record.ts';
import { formatLink, parseLink } from './record-link.ts';

const record: BenchmarkRecord = {
  format: 'rondo-benchmark',
  version: 1,
  at: 1_795_000_020_000,
  browser: 'Chrome 156, Linux · 中文',
  processors: 2,
  rounds: 7,
  contestants: { '1': 'CPU', '2': 'CPU × 2', webgpu: 'WebGPU mesa' },
  results: [
    {
      workload: 'gru_fb',
      cells: {
        '1': cellOf(156.1234, 0.0312),
        '2': cellOf(0.00123456, 0),
        webgpu: { reason: 'no' },
      },
    },
    { workload: 'decode_1', cells: { '1': cellOf(98_765.4, 0.5) } },
  ],
};

describe('results in a link', () => {
  it('come back whole, in a short text that an address takes as it is', () => {
    const link = formatLink(record);
    expect(parseLink(link)).toEqual(record);
    expect(link).toMatch(/^[\w-]+$/);
    expect(link.length).toBeLessThan(400);
  });

  it('have the digits that are shown, whatever was measured', () => {
    const time = fc.double({ min: 1e-4, max: 1e7, noNaN: true });
    const spread = fc.double({ min: 0, max: 9, noNaN: true });
    fc.assert(
      fc.property(time, spread, (milliseconds, part) => {
        const results = [{ workload: 'adam', cells: { '1': cellOf(milliseconds, part) } }];
        const one = { ...record, contestants: { '1': 'CPU' }, results };
        expect(parseLink(formatLink(one))).toEqual(one);
      }),
    );
  });

  it('are none where a link is cut off or made up', () => {
    const link = formatLink(record);
    const made = (value: unknown): string => btoa(JSON.stringify(value)).replace(/=+$/, '');
    const cutOff = [undefined, '', 'x', '%%', link.slice(0, -9)];
    const damaged = [
      ...cutOff,
      made(null),
      made([2]),
      made({}),
      made([1, 1, 'b', 2, 7, [['1', 'CPU']], [['gru_fb', ['1e999', 0]]]]),
      made([1, 1, 'b', 2, 7, [['1', 'CPU']], [['gru_fb', [-1, 0]]]]),
      made([1, 1, 'b', 2, 7, [['gpu9', 'CPU']], [['<b>', [1, 0]]]]),
      made([1, 1e300, 'b', 2, 7, [], []]),
    ];
    for (const text of damaged) expect(parseLink(text)).toBeUndefined();
  });
});
