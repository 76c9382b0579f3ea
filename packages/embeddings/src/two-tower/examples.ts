import type { ItemCase } from '../items/evaluate.ts';
import type { Query } from '../items/recommender.ts';
import { featureArrays, padded, type FeatureTable, type FeatureValues } from './features.ts';
import type { TwoTowerConfig } from './config.ts';
import type { ItemInput, UserInput } from './towers.ts';

/** A user in a context, as the user tower takes it. */
export interface UserQuery extends Query {
  /** What is known of the user, the time, the page; categories and numbers. */
  readonly features?: FeatureValues;
}

/** Each item of a history after the first, with the items before it. */
export function nextItemCases<Q extends UserQuery>(histories: readonly Q[]): ItemCase<Q>[] {
  return histories.flatMap((query) =>
    Array.from(query.history.subarray(1), (item, before) => ({
      query: { ...query, history: query.history.subarray(0, before + 1) },
      item,
    })),
  );
}

/** Users side by side; of a history the last items count. */
export function userInput(
  queries: readonly UserQuery[],
  { items, longestHistory, userFeatures }: TwoTowerConfig,
): UserInput {
  return {
    history: padded(
      queries.map(({ history }) => history.subarray(Math.max(0, history.length - longestHistory))),
      items,
    ),
    users: Int32Array.from(queries, ({ user = -1 }) => user),
    features: featureArrays(
      queries.map(({ features }) => features),
      userFeatures,
    ),
  };
}

/** Items side by side. */
export function itemInput(
  indices: Int32Array,
  { itemFeatures }: TwoTowerConfig,
  table?: FeatureTable,
): ItemInput {
  return {
    indices,
    features: featureArrays(
      Array.from(indices, (item) => table?.rows[item]),
      itemFeatures,
    ),
  };
}
