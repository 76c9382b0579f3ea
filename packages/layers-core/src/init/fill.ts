import { noGrad, type Parameter } from '@rondo/autograd';
import { scope, Tensor, type Shape } from '@rondo/tensor';

/** What an initialiser is given: the shape of a tensor to make, or a parameter to overwrite. */
export type Target = Shape | Parameter;

/** Makes a tensor of the target's shape, or overwrites the target with it; returns the one or the other. */
export function fill(target: Target, make: (shape: Shape) => Tensor): Tensor {
  if (!(target instanceof Tensor)) return scope(() => make(target));
  noGrad(() => scope(() => target.assign(make(target.shape))));
  return target;
}
