import * as v from 'valibot';
import { Mistake } from '../../../mistakes/mistake.ts';
import { recordSchema, type BenchmarkRecord } from './record.ts';

/** Larger files are no results. */
const mostBytes = 1_000_000;

export function recordBytes(record: BenchmarkRecord): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`);
}

/** @throws Mistake for a file that has no results. */
export async function readRecord(file: File): Promise<BenchmarkRecord> {
  const parsed = v.safeParse(recordSchema, file.size > mostBytes ? undefined : await read(file));
  if (!parsed.success) throw new Mistake('noResults', file.name);
  return parsed.output;
}

async function read(file: File): Promise<unknown> {
  try {
    return JSON.parse(await file.text());
  } catch {
    return undefined;
  }
}
