import { scope, type Tensor } from '@rondo/tensor';
import type { Job } from '../job.ts';

interface Disposable {
  dispose(): void;
}

/** A job whose outputs are tensors that `compute` makes. */
export function tensorJob(
  owned: readonly Disposable[],
  compute: () => Readonly<Record<string, Tensor>>,
): Job {
  return {
    run() {
      scope(() => {
        compute();
      });
    },
    async outputs() {
      const tensors = scope(compute);
      const outputs = await numbersOf(tensors);
      for (const output of Object.values(tensors)) output.dispose();
      return outputs;
    },
    dispose() {
      for (const one of owned) one.dispose();
    },
  };
}

export async function numbersOf(
  tensors: Readonly<Record<string, Tensor>>,
): Promise<Record<string, Float32Array>> {
  const entries = Object.entries(tensors).map(
    async ([name, values]) => [name, Float32Array.from(await values.data())] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
