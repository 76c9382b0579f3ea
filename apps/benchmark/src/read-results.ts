import { readFile } from 'node:fs/promises';
import type { Results } from './results.ts';

/** The results of an earlier run. @throws Error for a file that is not there or holds something else. */
export async function readResults(file: string): Promise<Results> {
  const text = await readFile(file, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (isResults(value)) return value;
  throw new Error(`${file} holds no results of a benchmark: --from reads what --json wrote`);
}

function isResults(value: unknown): value is Results {
  return (
    isObject(value) &&
    value['format'] === 1 &&
    typeof value['date'] === 'string' &&
    isObject(value['machine']) &&
    hasAll(value['contestants'], (one) => typeof one['id'] === 'string') &&
    hasAll(value['workloads'], (one) => typeof one['name'] === 'string' && isObject(one['cells']))
  );
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function hasAll(value: unknown, fits: (one: Fields) => boolean): boolean {
  return Array.isArray(value) && value.every((one) => isObject(one) && fits(one));
}
