import { Parameter } from '@rondo/autograd';
import { tensor, type Tensor } from '@rondo/tensor';
import { fill } from '../inputs.ts';
import type { Workload } from '../workload.ts';

/** The tensors of a workload by name; those whose gradient is wanted are parameters. */
export class Inputs {
  readonly #tensors: ReadonlyMap<string, Tensor>;

  constructor(workload: Workload) {
    this.#tensors = new Map(
      workload.tensors.map((spec) => {
        const made = tensor(fill(spec), { shape: spec.shape });
        const isParameter = spec.dtype === 'float32' && spec.gradient;
        return [spec.name, isParameter ? new Parameter(made) : made];
      }),
    );
  }

  get(name: string): Tensor {
    const found = this.#tensors.get(name);
    if (!found) throw new Error(`the workload has no tensor ${name}`);
    return found;
  }

  /** All those whose names begin so, by the rest of their names. */
  state(prefix = ''): Record<string, Tensor> {
    const found = [...this.#tensors].filter(([name]) => name.startsWith(prefix));
    return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]));
  }

  parameters(): Record<string, Parameter> {
    const isParameter = (entry: [string, Tensor]): entry is [string, Parameter] =>
      entry[1] instanceof Parameter;
    return Object.fromEntries([...this.#tensors].filter(isParameter));
  }

  dispose(): void {
    for (const value of this.#tensors.values()) value.dispose();
  }
}
