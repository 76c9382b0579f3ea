import type { Tensor } from '@rondo/tensor';

/** g + λ p: the gradient of the loss with a penalty λ/2 Σ p². */
export function withDecay(gradient: Tensor, parameter: Tensor, weightDecay: number): Tensor {
  return weightDecay === 0 ? gradient : gradient.add(parameter.mul(weightDecay));
}
