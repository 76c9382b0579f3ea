import type { Tensor } from '@rondo/tensor';
import { fansOf } from './fan.ts';
import { shapeOf, type Target } from './fill.ts';
import { normal, uniform } from './random.ts';

/** U(-b, b) with b = gain √(6 / (fanIn + fanOut)) (Glorot & Bengio 2010, equation 16). */
export function xavierUniform(target: Target, gain = 1): Tensor {
  const { fanIn, fanOut } = fansOf('xavierUniform', shapeOf(target));
  const bound = gain * Math.sqrt(6 / (fanIn + fanOut));
  return uniform(target, -bound, bound);
}

/** N(0, d²) with d = gain √(2 / (fanIn + fanOut)) (Glorot & Bengio 2010). */
export function xavierNormal(target: Target, gain = 1): Tensor {
  const { fanIn, fanOut } = fansOf('xavierNormal', shapeOf(target));
  return normal(target, 0, gain * Math.sqrt(2 / (fanIn + fanOut)));
}
