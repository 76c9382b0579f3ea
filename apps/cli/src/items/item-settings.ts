import type { Item2VecOptions, TwoTowerOptions, TwoTowerTrainingOptions } from '@rondo/embeddings';

/** How the models of items are trained. */
export interface ItemSettings {
  /** Items that were taken fewer times are left out. */
  readonly minCount: number;
  readonly item2vec: Item2VecOptions & {
    /** Of a history, the last items that count when recommending. */
    readonly last?: number;
  };
  readonly twoTower: Pick<TwoTowerOptions, 'dimensions' | 'longestHistory'>;
  readonly training: Pick<TwoTowerTrainingOptions, 'epochs' | 'uniformNegatives'>;
}

/** For sets without an order: few different items, taken together. */
export const basketSettings: ItemSettings = {
  minCount: 1,
  item2vec: { dimensions: 16, epochs: 20, window: 'basket' },
  twoTower: { dimensions: 16, longestHistory: 50 },
  training: { epochs: 4, uniformNegatives: 64 },
};

/** For long histories in the order of time: what came last tells most of what comes next. */
export const historySettings: ItemSettings = {
  minCount: 3,
  item2vec: { dimensions: 64, epochs: 10, window: 20, last: 5 },
  twoTower: { dimensions: 64, longestHistory: 5 },
  training: { epochs: 4, uniformNegatives: 256 },
};
