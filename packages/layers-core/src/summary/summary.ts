import type { Tensor } from '@rondo/tensor';
import type { Module } from '../module.ts';
import { ownTensors } from './own-tensors.ts';
import { runOf } from './run.ts';
import { ModelSummary } from './model-summary.ts';

/** The arguments of a module's `forward`. */
export type ForwardInputs<M> = M extends { forward(...inputs: infer I): unknown }
  ? readonly [...I]
  : never;

/**
 * What a model is made of: for each module its path, class, parameters and, where inputs are given, the shape of what it puts out
 * and the floating-point operations of one forward pass.
 *
 * `console.log(String(summary(model, [x])))`, or for a model that is called in another way `summary(model, () => model.decode(x))`.
 * Columns add up to the totals: each row counts what is the module's own, and a shared parameter counts where it is met first.
 * FLOPs: a multiplication and the addition of its product are two, an elementwise function is one for each element, a softmax
 * five; what only moves, chooses or compares numbers is none, and masks and lengths save nothing. The model runs once, without
 * gradients and in evaluation mode; it is left as it was.
 */
export function summary<M extends Module>(
  model: M,
  inputs?: ForwardInputs<M> | (() => unknown),
): ModelSummary {
  const modules = model.namedModules();
  const own = ownTensors(modules.map(([, module]) => module));
  const run = inputs && runOf(model, own, toRun(model, inputs));
  const counted = new Set<Tensor>();
  const rows = modules.map(([path, module]) => {
    const { parameters, buffers } = own.get(module)!;
    const fresh = parameters.filter((parameter) => !counted.has(parameter));
    for (const parameter of fresh) counted.add(parameter);
    const seen = run?.get(module);
    return {
      path,
      name: module.constructor.name,
      outputs: seen?.outputs,
      trainable: sizeOf(fresh.filter(({ requiresGrad }) => requiresGrad)),
      frozen: sizeOf(fresh.filter(({ requiresGrad }) => !requiresGrad)),
      tied: sizeOf(parameters) - sizeOf(fresh),
      buffers: sizeOf(buffers),
      flops: run && (seen?.flops ?? 0),
    };
  });
  return new ModelSummary(rows);
}

function sizeOf(tensors: readonly Tensor[]): number {
  return tensors.reduce((count, { size }) => count + size, 0);
}

function toRun(model: Module, inputs: unknown): () => unknown {
  if (typeof inputs === 'function') return inputs as () => unknown;
  const called = model as Module & { forward(...given: readonly unknown[]): unknown };
  return () => called.forward(...(inputs as readonly unknown[]));
}
