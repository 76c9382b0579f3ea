import { noGrad, type Parameter } from '@rondo/autograd';
import { scope, Tensor, type Backend, type Shape } from '@rondo/tensor';

/** What an initialiser is given: the shape of a tensor to make, or a parameter to overwrite. */
export type Target = Shape | Parameter;

/** Where to make a tensor: on the backend of the target, if it has one. */
export interface Where {
  readonly backend?: Backend;
}

export function shapeOf(target: Target): Shape {
  return target instanceof Tensor ? target.shape : target;
}

/** Makes a tensor of the target's shape, or overwrites the target with it; returns the one or the other. */
export function fill(target: Target, make: (shape: Shape, where: Where) => Tensor): Tensor {
  if (!(target instanceof Tensor)) return scope(() => make(target, {}));
  const { backend } = target.storage;
  noGrad(() => scope(() => target.assign(make(target.shape, { backend }))));
  return target;
}
