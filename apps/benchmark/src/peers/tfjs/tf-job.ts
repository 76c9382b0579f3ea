import type { Job, Workload } from '@rondo/workloads';
import { gradientOf, trainedNames } from '../models/kernels.ts';
import type { Tf, TfTensor } from './tf.ts';
import type { TfInputs } from './tf-inputs.ts';

type Named = Readonly<Record<string, TfTensor>>;

export async function floats(tensor: TfTensor): Promise<Float32Array> {
  return Float32Array.from(await tensor.data());
}

/** A job that computes tensors, on a warm backend. */
export function forwardJob(tf: Tf, inputs: TfInputs, compute: () => Named): Job {
  const once = (): Named => tf.tidy(compute);
  tf.dispose(once());
  return {
    run() {
      tf.dispose(once());
    },
    async outputs() {
      const tensors = once();
      const outputs: Record<string, Float32Array> = {};
      for (const [name, tensor] of Object.entries(tensors)) outputs[name] = await floats(tensor);
      tf.dispose(tensors);
      return outputs;
    },
    dispose() {
      inputs.dispose();
    },
  };
}

interface Backward {
  readonly tf: Tf;
  readonly inputs: TfInputs;
  readonly workload: Workload;
  /** The name of the output; undefined where it is not asked for. */
  readonly output: string | undefined;
}

/** A job that computes an output and the gradients of sum(output * grad_output) for what the workload trains. */
export function backwardJob(
  { tf, inputs, workload, output }: Backward,
  forward: (get: (name: string) => TfTensor) => TfTensor,
): Job {
  const { trained } = inputs;
  const upstream = inputs.find('grad_output');
  const f = (...leaves: TfTensor[]): TfTensor =>
    forward((name) => leaves[trained.indexOf(name)] ?? inputs.get(name));
  const compute = (): { value: TfTensor; grads: TfTensor[] } =>
    tf.tidy(() => tf.valueAndGrads(f)(trained.map(inputs.get), upstream));
  const free = ({ value, grads }: ReturnType<typeof compute>): void => {
    tf.dispose([value, ...grads]);
  };
  free(compute());
  return {
    run() {
      free(compute());
    },
    async outputs() {
      const result = compute();
      const kernels = new Map<string, Float32Array>();
      for (const [i, name] of trained.entries()) kernels.set(name, await floats(result.grads[i]!));
      const gradients = trainedNames(workload).map((name) => {
        const values = gradientOf(workload, name, (kernel) => kernels.get(kernel)!);
        return [`grad.${name}`, values] as const;
      });
      const value = output === undefined ? {} : { [output]: await floats(result.value) };
      free(result);
      return { ...value, ...Object.fromEntries(gradients) };
    },
    dispose() {
      inputs.dispose();
    },
  };
}
