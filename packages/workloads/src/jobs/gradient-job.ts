import { backward, type Parameter } from '@rondo/autograd';
import type { Tensor } from '@rondo/tensor';
import type { Job } from '../job.ts';
import { numbersOf } from './tensor-job.ts';

interface GradientJob {
  readonly owned: readonly { dispose(): void }[];
  /** Those whose gradients are outputs. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** The loss, and the other outputs of the forward pass by name. */
  readonly forward: () => { readonly loss: Tensor } & Readonly<Record<string, Tensor>>;
  /** Whether the loss is an output. */
  readonly showLoss?: boolean;
}

/** A job that goes forward and backward. */
export function gradientJob({ owned, parameters, forward, showLoss = false }: GradientJob): Job {
  const clear = (): void => {
    for (const parameter of Object.values(parameters)) parameter.clearGrad();
  };
  return {
    run() {
      backward(() => forward().loss).dispose();
      clear();
    },
    async outputs() {
      const { loss, ...others } = backward(forward);
      const gradients = Object.entries(parameters).flatMap(([name, { grad }]) =>
        grad ? [[`grad.${name}`, grad] as const] : [],
      );
      const tensors = { ...(showLoss && { loss }), ...others, ...Object.fromEntries(gradients) };
      const outputs = await numbersOf(tensors);
      for (const output of [loss, ...Object.values(others)]) output.dispose();
      clear();
      return outputs;
    },
    dispose() {
      for (const one of owned) one.dispose();
    },
  };
}
