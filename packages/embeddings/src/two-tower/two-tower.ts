import { Module } from '@rondo/layers-core';
import { scope, type Tensor } from '@rondo/tensor';
import { twoTowerConfig, type TwoTowerConfig, type TwoTowerOptions } from './config.ts';
import { ItemTower, UserTower, type ItemInput, type UserInput } from './towers.ts';

/** Keeps a vector of zeros from being divided by 0. */
const eps = 1e-12;

/**
 * Users in their contexts and items as vectors u and v of one space; how well they suit is cos(u, v) / τ, or u·v / τ.
 *
 * Each tower sees only its own side, so the vectors of all items are computed once, and recommending is a product with them.
 */
export class TwoTower extends Module {
  readonly config: TwoTowerConfig;
  readonly item: ItemTower;
  readonly user: UserTower;

  /** @throws DataError for options that do not fit. */
  constructor(options: TwoTowerOptions) {
    super();
    const config = twoTowerConfig(options);
    const { items, users, dimensions, hidden, dropout, sharedItems } = config;
    this.config = config;
    this.item = new ItemTower(items, config.itemFeatures, dimensions, hidden);
    this.user = new UserTower(items, dimensions, {
      users,
      sizes: config.userFeatures,
      hidden,
      dropout,
      itemRows: sharedItems ? this.item.embedding.weight : undefined,
    });
  }

  /** n items → `[n, D]`, of length 1 where cosines are compared. */
  itemVectors(items: ItemInput): Tensor {
    return scope(() => this.#normalized(this.item.forward(items)));
  }

  /** n users → `[n, D]`, divided by the temperature. */
  userVectors(users: UserInput): Tensor {
    return scope(() => this.#normalized(this.user.forward(users)).div(this.config.temperature));
  }

  /** n users, m items → logits `[n, m]`. */
  forward(users: UserInput, items: ItemInput): Tensor {
    return scope(() => this.userVectors(users).matmul(this.itemVectors(items).transpose(0, 1)));
  }

  #normalized(x: Tensor): Tensor {
    if (this.config.similarity === 'dot') return x;
    return x.div(x.square().sum(1, { keepDim: true }).add(eps).sqrt());
  }
}
