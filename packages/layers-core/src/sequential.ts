import type { Tensor } from '@rondo/tensor';
import { Module } from './module.ts';

/** A module from one tensor to one. */
export interface Layer extends Module {
  forward(x: Tensor): Tensor;
}

/** One layer after the other; plain functions such as `relu` may stand between. Parameters are named `0.weight`, as in PyTorch. */
export class Sequential extends Module {
  static override readonly torchNames = { layers: '' };

  readonly layers: readonly (Layer | ((x: Tensor) => Tensor))[];

  constructor(...layers: readonly (Layer | ((x: Tensor) => Tensor))[]) {
    super();
    this.layers = layers;
  }

  forward(x: Tensor): Tensor {
    return this.layers.reduce(
      (value, layer) => (typeof layer === 'function' ? layer(value) : layer.forward(value)),
      x,
    );
  }
}
