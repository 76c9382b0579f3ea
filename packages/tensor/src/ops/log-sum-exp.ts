import { fused, type Fused } from '../fused.ts';
import { scope } from '../scope.ts';
import { normalizeAxes } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { max, sum, type Axes, type ReduceOptions } from './reduce.ts';

/** Along the last axis, which stays with size 1. */
export const logSumExpFused: Fused<'logSumExp', readonly [x: Tensor]> = fused({
  name: 'logSumExp',
  composed: ([x]) => [alongAxes(x, [x.shape.length - 1])],
  results: ([x]) => [{ shape: [...x.shape.slice(0, -1), 1], dtype: x.dtype }],
  saved: () => [],
  differentiable: [0],
});

/** log Σ e^x along `axes` (PyTorch's `logsumexp`), computed without overflow; -∞ of nothing and where all are -∞. */
export function logSumExp(x: Tensor, axes?: Axes, { keepDim = false }: ReduceOptions = {}): Tensor {
  const normalized = normalizeAxes('logSumExp', axes, x.shape.length);
  return scope(() => {
    // Nothing has no maximum.
    if (x.size === 0) return sum(x.exp(), normalized, { keepDim }).log();
    const isRows = x.dtype === 'float32' && normalized.join() === String(x.shape.length - 1);
    const sums = isRows ? logSumExpFused.run([x], {})[0]! : alongAxes(x, normalized);
    return keepDim ? sums : sums.reshape(x.shape.filter((_, axis) => !normalized.includes(axis)));
  });
}

function alongAxes(x: Tensor, axes: readonly number[]): Tensor {
  const top = max(x, axes, { keepDim: true }).detach();
  // An infinite shift would give ∞ - ∞.
  const shift = top.abs().equal(Infinity).where(0, top);
  return sum(x.sub(shift).exp(), axes, { keepDim: true }).log().add(shift);
}
