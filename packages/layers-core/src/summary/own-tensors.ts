import { Parameter } from '@rondo/autograd';
import { heldTensors, type Tensor } from '@rondo/tensor';
import type { Module } from '../module.ts';

/** The tensors of a module that are in none of the modules that it is made of. */
export interface OwnTensors {
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly Tensor[];
}

export function ownTensors(modules: readonly Module[]): ReadonlyMap<Module, OwnTensors> {
  return new Map(
    modules.map((module) => {
      const inner = new Set(
        module.modules().flatMap((part) => (part === module ? [] : [...part[heldTensors]()])),
      );
      const own = [...new Set(module[heldTensors]())].filter((tensor) => !inner.has(tensor));
      const parameters = own.filter((tensor) => tensor instanceof Parameter);
      return [
        module,
        { parameters, buffers: own.filter((tensor) => !(tensor instanceof Parameter)) },
      ];
    }),
  );
}
