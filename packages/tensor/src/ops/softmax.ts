import { expectDType } from '../apply.ts';
import { fused, type Fused } from '../fused.ts';
import { scope } from '../scope.ts';
import { normalizeAxis } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

type Row = readonly [x: Tensor];

/** Softmax along the last axis. */
export const softmaxFused: Fused<'softmax', Row> = fused({
  name: 'softmax',
  composed: ([x]) => {
    const e = x.sub(x.max(-1, { keepDim: true }).detach()).exp();
    return [e.div(e.sum(-1, { keepDim: true }))];
  },
  results: ([x]) => [x],
  saved: () => [],
  differentiable: [0],
});

/** Logarithm of the softmax along the last axis. */
export const logSoftmaxFused: Fused<'logSoftmax', Row> = fused({
  name: 'logSoftmax',
  composed: ([x]) => {
    const shifted = x.sub(x.max(-1, { keepDim: true }).detach());
    return [shifted.sub(shifted.exp().sum(-1, { keepDim: true }).log())];
  },
  results: ([x]) => [x],
  saved: () => [],
  differentiable: [0],
});

function alongAxis(name: string, op: (x: Tensor) => Tensor): (x: Tensor, axis?: number) => Tensor {
  return (x, axis = -1) => {
    expectDType(name, x, 'float32');
    if (x.shape.length === 0) {
      return scope(() => alongAxis(name, op)(x.reshape([1]), axis).reshape([]));
    }
    const at = normalizeAxis(name, axis, x.shape.length);
    if (x.size === 0) return x;
    if (at === x.shape.length - 1) return op(x);
    return scope(() => op(x.transpose(at, -1)).transpose(at, -1));
  };
}

/** e^xᵢ / Σⱼ e^xⱼ along `axis` (the last one); 1 for a tensor of rank 0. All -∞ gives NaN. */
export const softmax: (x: Tensor, axis?: number) => Tensor = alongAxis(
  'softmax',
  (x) => softmaxFused.run([x], {})[0]!,
);

/** xᵢ - log Σⱼ e^xⱼ along `axis` (the last one), computed without overflow; 0 for a tensor of rank 0. All -∞ gives NaN. */
export const logSoftmax: (x: Tensor, axis?: number) => Tensor = alongAxis(
  'logSoftmax',
  (x) => logSoftmaxFused.run([x], {})[0]!,
);
