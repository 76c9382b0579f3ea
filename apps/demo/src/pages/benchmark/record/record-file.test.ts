import { describe, expect, it } from 'vitest';
import { Mistake } from '../../../mistakes/mistake.ts';
import type { BenchmarkRecord } from './record.ts';
import { readRecord, recordBytes } from './record-file.ts';

const record: BenchmarkRecord = {
  format: 'rondo-benchmark',
  version: 1,
  at: 77,
  browser: 'Firefox 150, macOS',
  processors: 8,
  rounds: 3,
  contestants: { '1': 'CPU' },
  results: [{ workload: 'softmax', cells: { '1': { milliseconds: 12.34, spread: 0.01 } } }],
};

const file = (content: string | Uint8Array, name = 'r.json'): File =>
  new File([content as string], name);

describe('results in a file', () => {
  it('come back whole', async () => {
    expect(await readRecord(file(recordBytes(record)))).toEqual(record);
  });

  it.each([
    ['no JSON', 'gru_fb 12 ms'],
    ['another format', '{"format":"else"}'],
    ['no number', JSON.stringify({ ...record, rounds: '3' })],
    ['a time below zero', JSON.stringify(record).replace('12.34', '-1')],
    ['too much', ' '.repeat(1_000_001)],
  ])('that has %s is refused with a remedy', async (_what, content) => {
    await expect(readRecord(file(content))).rejects.toThrow(new Mistake('noResults', 'r.json'));
  });
});
