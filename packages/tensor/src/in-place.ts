import type { AdamStep } from './backend.ts';
import { withRecorders } from './recorder.ts';
import { scope } from './scope.ts';
import type { Tensor } from './tensor.ts';

/**
 * One Adam or AdamW update of `parameter`, `mean` and `variance` in place, in one kernel where the backend has it.
 *
 * m ← β₁ m + (1 - β₁) g; v ← β₂ v + (1 - β₂) g²; p ← p - η (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε), with weight decay added
 * to g (Adam) or taken off p before (AdamW).
 */
export function adamUpdate(
  parameter: Tensor,
  gradient: Tensor,
  mean: Tensor,
  variance: Tensor,
  step: AdamStep,
): void {
  const { backend } = parameter.storage;
  if (backend.adam) backend.adam(parameter, gradient, mean, variance, step);
  else withRecorders([], () => scope(() => composedAdam(parameter, gradient, mean, variance, step)));
}

function composedAdam(
  parameter: Tensor,
  gradient: Tensor,
  mean: Tensor,
  variance: Tensor,
  step: AdamStep,
): void {
  const { learningRate, beta1, beta2, eps, weightDecay, decoupled, correction1, correction2 } = step;
  const g = decoupled ? gradient : gradient.add(parameter.mul(weightDecay));
  const decayed = decoupled ? parameter.mul(1 - learningRate * weightDecay) : parameter;
  const m = mean.mul(beta1).add(g.mul(1 - beta1));
  const v = variance.mul(beta2).add(g.square().mul(1 - beta2));
  const denominator = v.sqrt().mul(1 / Math.sqrt(correction2)).add(eps);
  assign(parameter, decayed.sub(m.div(denominator).mul(learningRate / correction1)));
  assign(mean, m);
  assign(variance, v);
}

/** Overwrites the elements of `target`. Only for tensors that nothing recorded depends on, such as optimizer states. */
export function assign(target: Tensor, value: Tensor): void {
  target.storage.backend.copy(value, target);
}

/** Adds to the elements of `target` in place. Only for buffers that nothing recorded depends on. */
export function accumulate(target: Tensor, value: Tensor): void {
  target.storage.backend.arithmetic('add', target, value, target);
}
