import type { Tensor } from '@rondo/tensor';
import { expect } from 'vitest';

/** The largest difference of two tensors of one shape, relative to 1 or their largest element; NaN if there is any. */
export async function largestDifference(a: Tensor, b: Tensor): Promise<number> {
  expect(a.shape).toEqual(b.shape);
  const [left, right] = await Promise.all([a.data(), b.data()]);
  let [largest, scale] = [0, 1];
  for (const [i, x] of left.entries()) {
    const y = right[i]!;
    if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
    largest = Math.max(largest, Math.abs(x - y));
    scale = Math.max(scale, Math.abs(y));
  }
  return largest / scale;
}
