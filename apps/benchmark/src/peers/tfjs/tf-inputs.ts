import type { Workload } from '@rondo/workloads';
import { kernelsOf } from '../models/kernels.ts';
import type { Tf, TfTensor } from './tf.ts';

/** The tensors of a workload on the backend. */
export class TfInputs {
  readonly #tensors = new Map<string, TfTensor>();
  readonly #trained: string[] = [];

  constructor(tf: Tf, workload: Workload) {
    for (const [name, { data, shape, trained }] of kernelsOf(workload)) {
      const dtype = data instanceof Int32Array ? 'int32' : 'float32';
      this.#tensors.set(name, tf.tensor(data, shape, dtype));
      if (trained) this.#trained.push(name);
    }
  }

  get = (name: string): TfTensor => {
    const found = this.#tensors.get(name);
    if (!found) throw new Error(`the workload has no tensor ${name}`);
    return found;
  };

  find(name: string): TfTensor | undefined {
    return this.#tensors.get(name);
  }

  /** The names of the tensors whose gradients are asked for, as kernels. */
  get trained(): readonly string[] {
    return this.#trained;
  }

  dispose(): void {
    for (const tensor of this.#tensors.values()) tensor.dispose();
  }
}
