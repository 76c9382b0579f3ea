import { expectDType } from '../apply.ts';
import { rand } from '../create.ts';
import { RangeFault } from '../errors.ts';
import { fused, type Fused } from '../fused.ts';
import { drawRandom } from '../random.ts';
import type { Tensor } from '../tensor.ts';

/** The mask is a function of the place in the random stream, so that backward regenerates it: nothing is saved. */
export const dropoutFused: Fused<'dropout', readonly [x: Tensor]> = fused({
  name: 'dropout',
  composed: ([x], { p, seed, block }) => {
    const kept = rand(x.shape, { seed, block, backend: x.storage.backend }).greaterEqual(p);
    return [kept.where(x.mul(1 / (1 - p)), 0)];
  },
  results: ([x]) => [x],
  saved: () => [],
  differentiable: [0],
});

/**
 * Sets elements to 0 with probability `p` and scales the others by 1 / (1 - p), so that the mean stays.
 *
 * Source: Srivastava et al. 2014.
 * @throws RangeFault unless 0 ≤ p ≤ 1.
 */
export function dropout(x: Tensor, p = 0.5): Tensor {
  expectDType('dropout', x, 'float32');
  if (!(p >= 0 && p <= 1)) {
    throw new RangeFault(`dropout: the probability must be from 0 to 1, received ${p}`, { p });
  }
  if (p === 0 || x.size === 0) return x;
  if (p === 1) return x.mul(0);
  return dropoutFused.run([x], { p, ...drawRandom(x.size) })[0]!;
}
