import { groceryBaskets, groceryGroups, leaveLastOut, type LeaveLastOut } from '@rondo/data';
import { casesOf, catalogueOf, type ItemCase, type WordCounts } from '../src/index.ts';

const groups: readonly (readonly string[])[] = Object.values(groceryGroups);

/** The group of each product. */
export const groceryGroupOf: ReadonlyMap<string, number> = new Map(
  groups.flatMap((own, n) => own.map((product): [string, number] => [product, n])),
);

export interface Groceries {
  readonly split: LeaveLastOut;
  readonly catalogue: WordCounts;
  readonly test: readonly ItemCase[];
}

export async function groceries(baskets = 2000): Promise<Groceries> {
  const split = leaveLastOut(groceryBaskets({ baskets, seed: 5 }));
  const catalogue = await catalogueOf(split.train);
  return { split, catalogue, test: casesOf(split.test, catalogue) };
}
