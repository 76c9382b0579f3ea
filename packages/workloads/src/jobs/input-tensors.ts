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
        const isWanted = spec.dtype === 'float32' && spec.gradient;
        return [spec.name, isWanted ? new Parameter(made) : made];
      }),
    );
  }

  get(name: string): Tensor {
    const found = this.#tensors.get(name);
    if (!found) throw new Error(`the workload has no tensor ${name}`);
    return found;
  }

  state(): Record<string, Tensor> {
    return Object.fromEntries(this.#tensors);
  }

  parameters(): Record<string, Parameter> {
    return Object.fromEntries([...this.#tensors].filter(isParameter));
  }

  dispose(): void {
    for (const value of this.#tensors.values()) value.dispose();
  }
}

function isParameter(entry: [string, Tensor]): entry is [string, Parameter] {
  return entry[1] instanceof Parameter;
}
