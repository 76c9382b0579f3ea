import { apply, applyView } from '../src/apply.ts';
import type { GradientThunk, Inputs, KernelOp, Tensor, ViewOp } from '../src/index.ts';

/** The gradients that an op gives its inputs, from the gradient of its first output. */
export function gradientsOf<I extends Inputs, A>(
  op: KernelOp<I, A>,
  inputs: I,
  attributes: A,
  g: Tensor,
): (Tensor | undefined)[] {
  if (typeof op.vjp !== 'function') throw new Error(op.vjp.why);
  const outputs = apply(op, inputs, attributes);
  return op.vjp({ inputs, outputs, attributes, gradients: [g] }, g).map(dense);
}

/** The gradient that a view gives its input. */
export function viewGradientOf<A>(op: ViewOp<A>, input: Tensor, attributes: A, g: Tensor): Tensor {
  if (typeof op.vjp !== 'function') throw new Error(op.vjp.why);
  const outputs = [applyView(op, input, attributes)];
  return dense(op.vjp({ inputs: [input], outputs, attributes, gradients: [g] }, g)[0])!;
}

function dense(thunk: GradientThunk | undefined): Tensor | undefined {
  const gradient = thunk?.();
  return gradient && 'window' in gradient ? gradient.dense() : gradient;
}
