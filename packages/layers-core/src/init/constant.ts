import { full, type Tensor } from '@rondo/tensor';
import { fill, type Target } from './fill.ts';

/** One number everywhere. */
export function constant(target: Target, value: number): Tensor {
  return fill(target, (shape, where) => full(shape, value, where));
}

export function zeros(target: Target): Tensor {
  return constant(target, 0);
}

export function ones(target: Target): Tensor {
  return constant(target, 1);
}
