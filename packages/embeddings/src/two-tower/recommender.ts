import { noGrad } from '@rondo/autograd';
import { inMode } from '@rondo/layers-core';
import { scope, type Tensor } from '@rondo/tensor';
import type { Recommender } from '../items/recommender.ts';
import { itemInput, userInput, type UserQuery } from './examples.ts';
import type { FeatureTable } from './features.ts';
import type { TwoTower } from './two-tower.ts';

/** Recommends by a two-tower model; the vectors of all items are computed once, as the model is then. */
export class TwoTowerRecommender implements Recommender<UserQuery> {
  readonly size: number;
  readonly #model: TwoTower;
  readonly #items: Tensor;

  constructor(model: TwoTower, itemFeatures?: FeatureTable) {
    this.size = model.config.items;
    this.#model = model;
    const all = Int32Array.from({ length: this.size }, (_, item) => item);
    this.#items = inMode(model, 'evaluation', () =>
      noGrad(() => model.itemVectors(itemInput(all, model.config, itemFeatures))),
    );
  }

  async scores(queries: readonly UserQuery[]): Promise<Float32Array> {
    const model = this.#model;
    const scores = inMode(model, 'evaluation', () =>
      noGrad(() =>
        scope(() =>
          model.userVectors(userInput(queries, model.config)).matmul(this.#items.transpose(0, 1)),
        ),
      ),
    );
    const numbers = (await scores.data()) as Float32Array;
    scores.dispose();
    return numbers;
  }

  /** The vectors of all items `[items, D]`, row by row. */
  async itemVectors(): Promise<Float32Array> {
    return (await this.#items.data()) as Float32Array;
  }

  /** Frees the vectors of the items; the model stays. */
  dispose(): void {
    this.#items.dispose();
  }
}
