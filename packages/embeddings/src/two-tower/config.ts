import * as v from 'valibot';
import { checkedOptions } from '../options/option-fault.ts';
import { noFeatures, type FeatureSizes } from './features.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const size = v.pipe(v.number(), v.integer(), v.minValue(0));
const sizes = v.strictObject({ categories: v.pipe(v.array(size), v.readonly()), numbers: size });

const schema = v.strictObject({
  items: count,
  /** Users that have a row of their own (0). */
  users: v.optional(size, 0),
  /** Numbers of a vector. */
  dimensions: v.optional(count, 64),
  itemFeatures: v.optional(sizes, noFeatures),
  userFeatures: v.optional(sizes, noFeatures),
  /** Sizes of hidden layers of each tower: none, so that a tower is a sum of rows. */
  hidden: v.optional(v.array(count), []),
  /** Items of a history that count, the last ones. */
  longestHistory: v.optional(count, 50),
  /** Whether histories and items share their rows. */
  sharedItems: v.optional(v.boolean(), true),
  /** How users and items are compared: the cosine of their vectors, or their product. */
  similarity: v.optional(v.picklist(['cosine', 'dot']), 'cosine'),
  /** What similarities are divided by. */
  temperature: v.optional(v.pipe(v.number(), v.finite(), v.gtValue(0)), 0.1),
  /** Share of a user's numbers that are set to 0 in training. */
  dropout: v.optional(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), 0),
});

type Lists = 'itemFeatures' | 'userFeatures' | 'hidden';

export interface TwoTowerOptions extends Omit<v.InferInput<typeof schema>, Lists> {
  readonly itemFeatures?: FeatureSizes | undefined;
  readonly userFeatures?: FeatureSizes | undefined;
  readonly hidden?: readonly number[] | undefined;
}

export type TwoTowerConfig = v.InferOutput<typeof schema>;

/**
 * Options with their defaults.
 * @throws DataError that lists what is wrong.
 */
export function twoTowerConfig(options: TwoTowerOptions): TwoTowerConfig {
  return checkedOptions(schema, options, 'TwoTower: ');
}
