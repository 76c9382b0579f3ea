import type { Tensor } from '@rondo/tensor';

/** The largest difference of two tensors' elements. */
export function largestDifference(a: Tensor, b: Tensor): Promise<number> {
  return a.sub(b).abs().max().item();
}
