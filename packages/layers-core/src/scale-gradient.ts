import { customOp } from '@rondo/autograd';
import type { Tensor } from '@rondo/tensor';

/**
 * The same values; their gradient is multiplied with `scale(basis)`, which is computed on the way back, until when `basis` is held.
 * Where the scale is 0, NaN becomes 0.
 */
export function scaleGradient(x: Tensor, basis: Tensor, scale: (basis: Tensor) => Tensor): Tensor {
  return customOp<readonly [Tensor, Tensor]>({
    name: 'scaleGradient',
    forward: (values) => values,
    vjp: ({ inputs }, g) => [
      () => {
        const factor = scale(inputs[1]);
        return factor.equal(0).where(0, g.mul(factor));
      },
      undefined,
    ],
  })(x, basis);
}
