import { DataError } from '@rondo/data';
import * as v from 'valibot';

/** Of options: a whole number from 1 on. */
export const fromOne = v.pipe(v.number(), v.integer(), v.minValue(1));

/** @throws DataError unless a count is a whole number from 1 on. */
export function checkWhole(count: number, what: string): void {
  if (Number.isSafeInteger(count) && count >= 1) return;
  throw new DataError(`${what} must be a whole number from 1 on, received ${count}`, { count });
}
