import { rand, randn, type Tensor } from '@rondo/tensor';
import { fill, type Target } from './fill.ts';

/** U(low, high). */
export function uniform(target: Target, low = 0, high = 1): Tensor {
  return fill(target, (shape, where) =>
    rand(shape, where)
      .mul(high - low)
      .add(low),
  );
}

/** N(mean, deviation²). */
export function normal(target: Target, mean = 0, deviation = 1): Tensor {
  return fill(target, (shape, where) => randn(shape, where).mul(deviation).add(mean));
}
