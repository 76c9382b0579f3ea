import { scope } from '../scope.ts';
import { elementCount } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { pad } from './slice.ts';

/**
 * For each element the product of the others along `axes`: Π_{j < i} xⱼ · Π_{j > i} xⱼ. Nothing is divided, so that zeros and all
 * derivatives are right.
 */
export function productOfOthers(x: Tensor, axes: readonly number[]): Tensor {
  if (x.size === 0) return x;
  return scope(() => {
    const kept = x.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
    const order = [...kept, ...axes];
    const last = x.permute(order);
    const factors = last.reshape([
      elementCount(kept.map((axis) => x.shape[axis]!)),
      elementCount(axes.map((axis) => x.shape[axis]!)),
    ]);
    const before = productOfEarlier(factors);
    const after = productOfEarlier(factors.flip(1)).flip(1);
    const back = order.map((_, axis) => order.indexOf(axis));
    return before.mul(after).reshape(last.shape).permute(back);
  });
}

/** yᵢ = Π_{j < i} xⱼ along rows, in log₂ of their length steps (Hillis & Steele 1986). */
function productOfEarlier(x: Tensor): Tensor {
  const length = x.shape[1]!;
  let product = shifted(x, 1);
  for (let step = 1; step < length; step *= 2) product = product.mul(shifted(product, step));
  return product;
}

/** Rows moved to the right by `step`, with ones coming in. */
function shifted(x: Tensor, step: number): Tensor {
  return pad(x.narrow(1, 0, x.shape[1]! - step), [[step, 0]], 1);
}
