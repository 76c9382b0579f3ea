import { expect } from 'vitest';
import { scope, type NestedArray, type Tensor } from '../src/index.ts';

/** The values of a computed tensor, which is freed with all that its computation made. */
export async function evaluate(body: () => Tensor): Promise<NestedArray> {
  const result = scope(body);
  try {
    return await result.array();
  } finally {
    result.dispose();
  }
}

/** Matches nested numbers up to rounding. */
export function near(expected: NestedArray, digits = 5): unknown {
  if (Array.isArray(expected)) return expected.map((item) => near(item, digits));
  return typeof expected === 'number' && Number.isFinite(expected)
    ? expect.closeTo(expected, digits)
    : expected;
}
