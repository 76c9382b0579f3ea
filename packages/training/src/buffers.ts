import { noGrad } from '@rondo/autograd';
import type { Module } from '@rondo/layers-core';
import { assign, keep, type Tensor } from '@rondo/tensor';

/** The tensors of a model that are saved and not trained, such as the running statistics of batch norm. */
export function buffersOf(model: Module): Tensor[] {
  const parameters = new Set<Tensor>(model.parameters());
  return Object.values(model.stateDict()).filter((tensor) => !parameters.has(tensor));
}

/** Copies of tensors, to be disposed. */
export function copiesOf(tensors: readonly Tensor[]): Tensor[] {
  return noGrad(() => tensors.map((tensor) => keep(tensor.clone())));
}

/** Copies values into tensors of the same shapes. */
export function assignAll(tensors: readonly Tensor[], values: readonly Tensor[]): void {
  noGrad(() => {
    for (const [n, tensor] of tensors.entries()) assign(tensor, values[n]!);
  });
}
