import type { Workload } from '@rondo/workloads';
import { kernelsOf } from '../models/kernels.ts';
import type { Jax, JaxArray, NamedArrays } from './jax.ts';

/** The tensors of a workload as arrays: those whose gradients are asked for, and the others. */
export interface JaxInputs {
  readonly trained: NamedArrays;
  readonly given: NamedArrays;
}

export function jaxInputs(jax: Jax, workload: Workload): JaxInputs {
  const trained: Record<string, JaxArray> = {};
  const given: Record<string, JaxArray> = {};
  const { array, int32, float32 } = jax.numpy;
  for (const [name, kernel] of kernelsOf(workload)) {
    const dtype = kernel.data instanceof Int32Array ? int32 : float32;
    const group = kernel.trained ? trained : given;
    group[name] = array(kernel.data, { dtype }).reshape(kernel.shape);
  }
  return { trained, given };
}

/** Finds an array by name in either group, for another use of it. */
export function getter(...groups: readonly NamedArrays[]): (name: string) => JaxArray {
  return (name) => {
    const found = groups.map((group) => group[name]).find((array) => array !== undefined);
    if (!found) throw new Error(`the workload has no tensor ${name}`);
    return found.ref;
  };
}
