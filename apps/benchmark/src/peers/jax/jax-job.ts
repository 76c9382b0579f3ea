import type { Job, Workload } from '@rondo/workloads';
import { gradientOf, trainedNames } from '../models/kernels.ts';
import type { Jax, JaxArray, NamedArrays } from './jax.ts';
import { getter, jaxInputs } from './jax-inputs.ts';

type Get = (name: string) => JaxArray;

/** The numbers of an array, which is used up. */
export async function floats(array: JaxArray): Promise<Float32Array> {
  return Float32Array.from(await array.data());
}

/** A compiled function of the tensors of a workload; `name` is that of its output. */
export async function forwardJob(
  jax: Jax,
  workload: Workload,
  name: string,
  forward: (get: Get) => JaxArray,
): Promise<Job> {
  const { trained, given } = jaxInputs(jax, workload);
  const inputs = { ...trained, ...given };
  const compiled = jax.jit((arrays: NamedArrays) => forward(getter(arrays)));
  const once = (): JaxArray => compiled(jax.tree.ref(inputs));
  (await once().blockUntilReady()).dispose();
  return {
    async run() {
      (await once().blockUntilReady()).dispose();
    },
    outputs: async () => ({ [name]: await floats(once()) }),
    dispose() {
      compiled.dispose();
      jax.tree.dispose(inputs);
    },
  };
}

/** Output and gradients of sum(output * grad_output), or of a scalar output itself. */
export async function backwardJob(
  jax: Jax,
  workload: Workload,
  output: string,
  forward: (get: Get) => JaxArray,
): Promise<Job> {
  const { trained, given } = jaxInputs(jax, workload);
  const lossOf = (leaves: NamedArrays, others: NamedArrays): readonly [JaxArray, JaxArray] => {
    const y = forward(getter(leaves, others));
    const upstream = others['grad_output'];
    return upstream ? [y.ref.mul(upstream.ref).sum(), y] : [y.ref, y];
  };
  const differentiated = jax.valueAndGrad(lossOf, { hasAux: true });
  const compiled = jax.jit((leaves: NamedArrays, others: NamedArrays) => {
    const [[loss, y], gradients] = differentiated(leaves, others);
    loss.dispose();
    return [y, gradients] as const;
  });
  const once = (): readonly [JaxArray, NamedArrays] =>
    compiled(jax.tree.ref(trained), jax.tree.ref(given));
  const run = async (): Promise<void> => {
    jax.tree.dispose(await jax.blockUntilReady(once()));
  };
  await run();
  return {
    run,
    async outputs() {
      const [y, gradients] = once();
      const outputs: Record<string, Float32Array> = { [output]: await floats(y) };
      const kernels = new Map<string, Float32Array>();
      for (const [name, gradient] of Object.entries(gradients)) {
        kernels.set(name, await floats(gradient));
      }
      for (const name of trainedNames(workload)) {
        outputs[`grad.${name}`] = gradientOf(workload, name, (kernel) => kernels.get(kernel)!);
      }
      return outputs;
    },
    dispose() {
      compiled.dispose();
      jax.tree.dispose([trained, given]);
    },
  };
}
