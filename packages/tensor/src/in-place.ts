import type { AdamStep } from './backend.ts';
import { commonBackend, expectSameDType } from './apply.ts';
import { checkShapes } from './check-shapes.ts';
import { withRecorders } from './recorder.ts';
import { scope } from './scope.ts';
import { sameShape } from './shape.ts';
import type { Tensor } from './tensor.ts';

/**
 * One Adam or AdamW update of `parameter`, `mean` and `variance` in place, in one kernel where the backend has it.
 *
 * m ← β₁ m + (1 - β₁) g; v ← β₂ v + (1 - β₂) g²; p ← p - η (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε), with weight decay added
 * to g (Adam) or taken off p before (AdamW).
 * @throws ShapeError or DTypeError when the four differ in shape or dtype.
 */
export function adamUpdate(
  parameter: Tensor,
  gradient: Tensor,
  mean: Tensor,
  variance: Tensor,
  step: AdamStep,
): void {
  for (const other of [gradient, mean, variance]) expectLike('adamUpdate', parameter, other);
  const { backend } = parameter.storage;
  if (backend.adam) backend.adam(parameter, gradient, mean, variance, step);
  else
    withRecorders([], () => scope(() => composedAdam(parameter, gradient, mean, variance, step)));
}

function composedAdam(
  parameter: Tensor,
  gradient: Tensor,
  mean: Tensor,
  variance: Tensor,
  step: AdamStep,
): void {
  const { learningRate, beta1, beta2, eps, weightDecay, decoupled, correction1, correction2 } =
    step;
  const g = decoupled ? gradient : gradient.add(parameter.mul(weightDecay));
  const decayed = decoupled ? parameter.mul(1 - learningRate * weightDecay) : parameter;
  const m = mean.mul(beta1).add(g.mul(1 - beta1));
  const v = variance.mul(beta2).add(g.square().mul(1 - beta2));
  const denominator = v
    .sqrt()
    .mul(1 / Math.sqrt(correction2))
    .add(eps);
  assign(parameter, decayed.sub(m.div(denominator).mul(learningRate / correction1)));
  assign(mean, m);
  assign(variance, v);
}

/**
 * Overwrites the elements of `target`. Only for tensors that nothing recorded depends on, such as optimizer states.
 * @throws ShapeError or DTypeError when the value does not have the target's shape and dtype.
 */
export function assign(target: Tensor, value: Tensor): void {
  expectLike('assign', target, value);
  target.storage.backend.copy(value, target);
}

/**
 * Adds to the elements of `target` in place. Only for buffers that nothing recorded depends on.
 * @throws ShapeError or DTypeError when the value does not have the target's shape and dtype.
 */
export function accumulate(target: Tensor, value: Tensor): void {
  expectLike('accumulate', target, value);
  target.storage.backend.arithmetic('add', target, value, target);
}

function expectLike(op: string, target: Tensor, value: Tensor): void {
  commonBackend(op, [target, value]);
  expectSameDType(op, target, value);
  if (!sameShape(target.shape, value.shape)) checkShapes(op, { value: [value, target.shape] });
}
