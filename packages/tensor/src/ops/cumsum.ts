import { apply1, expectDType } from '../apply.ts';
import type { KernelOp } from '../op.ts';
import { normalizeAxis } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

export const cumsumOp: KernelOp<readonly [Tensor], { readonly axis: number }> = {
  name: 'cumsum',
  outputs: ([x]) => {
    expectDType('cumsum', x, 'float32', 'int32');
    return [{ shape: x.shape, dtype: x.dtype }];
  },
  forward: (backend, [x], [output], { axis }) => backend.cumsum(x, axis, output!),
  // ∂yᵢ/∂xⱼ is 1 for j ≤ i: the running sum from the other end.
  vjp: ({ attributes: { axis } }, g) => [() => g.flip(axis).cumsum(axis).flip(axis)],
};

/** Running sum yᵢ = Σ_{j ≤ i} xⱼ along `axis`; float32 or int32. */
export function cumsum(x: Tensor, axis: number): Tensor {
  return apply1(cumsumOp, [x], { axis: normalizeAxis('cumsum', axis, x.shape.length) });
}
