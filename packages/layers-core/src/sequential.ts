import { RondoError, scope, Tensor } from '@rondo/tensor';
import { itemAt } from './item-at.ts';
import { Module } from './module.ts';
import { someNames } from './name-pattern.ts';

/** A module from one tensor to one. */
export interface Layer extends Module {
  forward(x: Tensor): Tensor;
}

/** A layer, or a plain function such as `relu`. */
export type SequentialStep = Layer | ((x: Tensor) => Tensor);

/** One layer after the other; plain functions such as `relu` may stand between. Parameters are named `0.weight`, as in PyTorch. */
export class Sequential extends Module implements Iterable<SequentialStep> {
  static override readonly torchNames = { layers: '' };

  readonly layers: SequentialStep[];

  constructor(...layers: readonly SequentialStep[]) {
    super();
    this.layers = [...layers];
  }

  get length(): number {
    return this.layers.length;
  }

  /**
   * The step at an index, which counts from the end when negative.
   * @throws RangeFault when there is none.
   */
  at(index: number): SequentialStep {
    return itemAt(this, this.layers, index);
  }

  /** Adds steps at the end. */
  append(...layers: readonly SequentialStep[]): this {
    this.layers.push(...layers);
    return this;
  }

  [Symbol.iterator](): IterableIterator<SequentialStep> {
    return this.layers[Symbol.iterator]();
  }

  /** @throws RondoError when a step gives anything but a tensor, as recurrent layers do. */
  forward(x: Tensor): Tensor {
    return scope(() =>
      this.layers.reduce((value, layer, index) => {
        const y: unknown = typeof layer === 'function' ? layer(value) : layer.forward(value);
        if (y instanceof Tensor) return y;
        throw this.#noTensor(layer, index, y);
      }, x),
    );
  }

  #noTensor(layer: SequentialStep, index: number, y: unknown): RondoError {
    const name =
      typeof layer === 'function' ? `function ${layer.name}`.trimEnd() : layer.constructor.name;
    const fields = typeof y === 'object' && y !== null ? Object.keys(y) : undefined;
    const given = fields ? `an object with ${someNames(fields)}` : String(y);
    const remedy = fields?.includes('output')
      ? 'put it in a Module of its own, whose forward returns the output alone'
      : 'let it return one';
    return new RondoError(
      `${this.toString()}: step ${index} (${name}) gave ${given}, where the next step needs a tensor; ${remedy}`,
      { index, step: name, fields },
    );
  }
}
