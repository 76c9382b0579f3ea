import * as v from 'valibot';
import { recordSchema, type BenchmarkRecord } from './record.ts';

/** Larger files are no results. */
const mostBytes = 1_000_000;

export function recordBytes(record: BenchmarkRecord): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`);
}

/** @throws Error that says what is wrong with the file. */
export async function readRecord(file: File): Promise<BenchmarkRecord> {
  const remedy = 'open a file that was downloaded from this page';
  if (file.size > mostBytes) throw new Error(`${file.name} is too large for results; ${remedy}`);
  let json: unknown;
  try {
    json = JSON.parse(await file.text());
  } catch {
    throw new Error(`${file.name} is no JSON; ${remedy}`);
  }
  const parsed = v.safeParse(recordSchema, json);
  if (parsed.success) return parsed.output;
  const [{ message, path }] = parsed.issues;
  const place = path?.map(({ key }) => String(key)).join('.') ?? 'the whole';
  throw new Error(`${file.name} holds no results: ${place}: ${message}; ${remedy}`);
}
