import { expect } from 'vitest';

export interface Tolerance {
  /** Allowed difference in proportion to the expected number; 1e-5 unless told otherwise. */
  readonly rtol?: number;
  /** Allowed difference on top of that; 1e-6 unless told otherwise. */
  readonly atol?: number;
}

/** Nothing but the same number will do. */
export const exactly: Tolerance = { rtol: 0, atol: 0 };

/**
 * Checks |actual - expected| ≤ atol + rtol |expected| for every element, with the expected number rounded to float32. NaN matches
 * NaN, an infinity itself, and 0 matches -0.
 * @throws an assertion error that names the worst element.
 */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { rtol = 1e-5, atol = 1e-6 }: Tolerance = {},
  where = 'values',
): void {
  if (actual.length !== expected.length) {
    expect.fail(`${where}: ${actual.length} elements instead of ${expected.length}`);
  }
  let worst = -1;
  let excess = 0;
  for (let i = 0; i < expected.length; i++) {
    const wanted = Math.fround(expected[i]!);
    const own = excessOf(actual[i]!, wanted, atol + rtol * Math.abs(wanted));
    if (own > excess) {
      worst = i;
      excess = own;
    }
  }
  if (worst < 0) return;
  const wanted = Math.fround(expected[worst]!);
  const difference = Math.abs(actual[worst]! - wanted);
  expect.fail(
    `${where}: element ${worst} of ${expected.length} is ${actual[worst]} instead of ${wanted} ` +
      `(difference ${difference}, allowed ${atol + rtol * Math.abs(wanted)})`,
  );
}

/** How far beyond the allowed difference a number is; 0 when it is within. */
function excessOf(actual: number, expected: number, allowed: number): number {
  if (Object.is(actual, expected) || actual === expected) return 0;
  const difference = Math.abs(actual - expected);
  if (!Number.isFinite(expected) || Number.isNaN(difference)) return Infinity;
  return difference <= allowed ? 0 : difference;
}
