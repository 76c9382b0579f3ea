import { ItemVectorRecommender } from './item-vectors.ts';
import type { Recommender } from './recommender.ts';
import type { WordCounts } from '../vocabulary/word-counts.ts';
import { TwoTowerRecommender } from '../two-tower/recommender.ts';
import type { FeatureTable } from '../two-tower/features.ts';
import type { TwoTower } from '../two-tower/two-tower.ts';

/** What every model of items has. */
interface ItemNames {
  readonly catalogue: WordCounts;
  /** Names for people, in the order of the catalogue. */
  readonly titles: readonly string[];
}

export interface Item2VecModel extends ItemNames {
  readonly kind: 'item2vec';
  readonly dimensions: number;
  /** A row of `dimensions` for each item. */
  readonly vectors: Float32Array;
  /** How many of the last items of a history count; undefined: all. */
  readonly last?: number | undefined;
}

export interface TwoTowerModel extends ItemNames {
  readonly kind: 'twoTower';
  readonly model: TwoTower;
  readonly itemFeatures?: FeatureTable | undefined;
}

/** All that recommending takes, in one place: what a file of a model holds. */
export type ItemModel = Item2VecModel | TwoTowerModel;

/** A recommender by a model, to be freed after use; the model stays. */
export function recommenderOf(own: ItemModel): Recommender & { dispose(): void } {
  if (own.kind === 'twoTower') return new TwoTowerRecommender(own.model, own.itemFeatures);
  return new ItemVectorRecommender(
    { dimensions: own.dimensions, numbers: own.vectors },
    own.last === undefined ? {} : { last: own.last },
  );
}
