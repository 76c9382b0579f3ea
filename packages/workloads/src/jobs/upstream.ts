import { customOp } from '@rondo/autograd';
import { zeros, type Tensor } from '@rondo/tensor';

/** A loss whose gradient for `output` is the given tensor, at no cost: PyTorch's output.backward(gradient). */
export function withGradient(gradient: Tensor): (output: Tensor) => Tensor {
  return customOp({
    name: 'withGradient',
    forward: (_output: Tensor) => zeros([]),
    vjp: () => [() => gradient.detach()],
  });
}
