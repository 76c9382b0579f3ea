import { exampleBatches, Random, type ExampleBatches } from '@rondo/data';
import type { ItemCase } from '../items/evaluate.ts';
import { itemInput, userInput, type UserQuery } from './examples.ts';
import type { FeatureTable } from './features.ts';
import type { TwoTowerConfig } from './config.ts';
import type { ItemInput, UserInput } from './towers.ts';

/** Users, the item that each took, and candidates drawn besides. */
export interface TwoTowerBatch {
  readonly numbers: Int32Array;
  readonly users: UserInput;
  /** The N items taken, then the drawn ones. */
  readonly candidates: ItemInput;
  /** log of how often each candidate's item is expected among them. */
  readonly logExpected: Float32Array;
}

export interface TwoTowerBatchesOptions {
  readonly config: TwoTowerConfig;
  readonly cases: readonly ItemCase<UserQuery>[];
  readonly itemFeatures?: FeatureTable | undefined;
  /** Default 256. */
  readonly batchSize?: number | undefined;
  /** Candidates drawn uniformly from all items, besides those that the others of a batch took (0). */
  readonly uniformNegatives?: number | undefined;
  /** Whether candidates are weighed by how often they are expected (true). */
  readonly logQ?: boolean | undefined;
  readonly seed?: number | undefined;
}

/** Seeds of orders and of draws are apart by this. */
const draws = 2 ** 31;

/** Batches of cases with their candidates, in an order that seed and epoch decide. */
export function twoTowerBatches({
  config,
  cases,
  itemFeatures,
  batchSize = 256,
  uniformNegatives = 0,
  logQ = true,
  seed = 1,
}: TwoTowerBatchesOptions): ExampleBatches<TwoTowerBatch> {
  const { items } = config;
  const shares = new Float64Array(items);
  for (const { item } of cases) shares[item]! += 1 / cases.length;
  return exampleBatches({
    count: cases.length,
    batchSize,
    seed,
    make: (numbers, epoch) => {
      const some = Array.from(numbers, (n) => cases[n]!);
      const random = new Random(seed + draws, epoch * cases.length + numbers[0]!);
      const candidates = Int32Array.from({ length: some.length + uniformNegatives }, (_, n) =>
        n < some.length ? some[n]!.item : random.integer(items),
      );
      const uniform = uniformNegatives / items;
      return {
        numbers,
        users: userInput(
          some.map(({ query }) => query),
          config,
        ),
        candidates: itemInput(candidates, config, itemFeatures),
        logExpected: Float32Array.from(candidates, (item) =>
          logQ ? Math.log(some.length * shares[item]! + uniform) : 0,
        ),
      };
    },
  });
}
