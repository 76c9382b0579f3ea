import type { Shape, Tensor } from '@rondo/tensor';
import { fansOf } from './fan.ts';
import { shapeOf, type Target } from './fill.ts';
import { calculateGain, type Nonlinearity } from './gain.ts';
import { normal, uniform } from './random.ts';

export interface KaimingOptions {
  /** Keeps the variance of the activations ('fanIn') or of the gradients ('fanOut'). */
  readonly mode?: 'fanIn' | 'fanOut';
  /** What follows the layer; decides the gain ('leakyRelu'). */
  readonly nonlinearity?: Nonlinearity;
  /** Slope of a leaky ReLU below 0 (0). */
  readonly slope?: number;
}

function deviation(where: string, shape: Shape, options: KaimingOptions): number {
  const { mode = 'fanIn', nonlinearity = 'leakyRelu', slope = 0 } = options;
  return calculateGain(nonlinearity, slope) / Math.sqrt(fansOf(where, shape)[mode]);
}

/** U(-b, b) with b = gain √(3 / fan) (He et al. 2015, section 2.2). */
export function kaimingUniform(target: Target, options: KaimingOptions = {}): Tensor {
  const bound = Math.sqrt(3) * deviation('kaimingUniform', shapeOf(target), options);
  return uniform(target, -bound, bound);
}

/** N(0, gain² / fan) (He et al. 2015, section 2.2). */
export function kaimingNormal(target: Target, options: KaimingOptions = {}): Tensor {
  return normal(target, 0, deviation('kaimingNormal', shapeOf(target), options));
}
