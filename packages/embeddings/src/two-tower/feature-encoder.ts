import { EmbeddingBag, Linear, Module } from '@rondo/layers-core';
import { scope, tensor, type Tensor } from '@rondo/tensor';
import { smallRows } from './small-rows.ts';
import type { FeatureArrays, FeatureSizes } from './features.ts';

/** Features as vectors: Σ over kinds of the mean of their categories' rows, plus W numbers. */
export class FeatureEncoder extends Module {
  readonly categories: readonly EmbeddingBag[];
  readonly numbers: Linear | undefined;

  constructor({ categories, numbers }: FeatureSizes, dimensions: number) {
    super();
    this.categories = categories.map(
      (size) =>
        new EmbeddingBag(size + 1, dimensions, {
          paddingIdx: size,
          weight: smallRows(size + 1, dimensions),
        }),
    );
    this.numbers = numbers > 0 ? new Linear(numbers, dimensions, { bias: false }) : undefined;
  }

  /** Adds the vectors of features to vectors `[n, D]`. */
  addTo(vectors: Tensor, features: FeatureArrays): Tensor {
    return scope(() => {
      const { count } = features;
      const bags = this.categories.map((bag, kind) => {
        const { width, indices } = features.categories[kind]!;
        return bag.forward(tensor(indices, { shape: [count, width] }));
      });
      const sum = bags.reduce((all, own) => all.add(own), vectors);
      if (!this.numbers) return sum;
      const shape = [count, this.numbers.inFeatures];
      return sum.add(this.numbers.forward(tensor(features.numbers, { shape })));
    });
  }
}
