import type { Tensor } from '@rondo/tensor';
import { fansOf } from './fan.ts';
import { fill, type Target } from './fill.ts';
import { normal, uniform } from './random.ts';

/** U(-b, b) with b = gain √(6 / (fanIn + fanOut)) (Glorot & Bengio 2010, equation 16). */
export function xavierUniform(target: Target, gain = 1): Tensor {
  return fill(target, (shape) => {
    const { fanIn, fanOut } = fansOf('xavierUniform', shape);
    const bound = gain * Math.sqrt(6 / (fanIn + fanOut));
    return uniform(shape, -bound, bound);
  });
}

/** N(0, d²) with d = gain √(2 / (fanIn + fanOut)) (Glorot & Bengio 2010). */
export function xavierNormal(target: Target, gain = 1): Tensor {
  return fill(target, (shape) => {
    const { fanIn, fanOut } = fansOf('xavierNormal', shape);
    return normal(shape, 0, gain * Math.sqrt(2 / (fanIn + fanOut)));
  });
}
