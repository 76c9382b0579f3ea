import { DataError } from '@rondo/data';
import { topItems } from './rank.ts';
import type { Recommender } from './recommender.ts';

export interface CategoryOverlap {
  /** Of the nearest neighbours, and of all pairs: what is expected of neighbours drawn at random. */
  readonly neighbours: number;
  readonly random: number;
  /** neighbours / random. */
  readonly ratio: number;
}

export interface CategoryOverlaps {
  /** Items that were compared: those with categories. */
  readonly items: number;
  /** Mean of |A ∩ B| / |A ∪ B|. */
  readonly jaccard: CategoryOverlap;
  /** Share of pairs whose categories are all the same. */
  readonly same: CategoryOverlap;
}

export interface CategoryOverlapOptions {
  /** Neighbours of each item. Default 5. */
  readonly k?: number;
  /** The items that are compared, the first so many. Default: all. */
  readonly items?: number;
}

/** Items whose neighbours are looked for at once. */
const itemsAtOnce = 64;

/**
 * How much the categories of items and of their nearest neighbours have in common, beside pairs at random.
 *
 * @param nearness Scores of items by an item: an `ItemVectorRecommender`.
 * @param categories Of each item; items without any are not compared.
 * @throws DataError when fewer than two items have categories.
 */
export async function categoryOverlap(
  nearness: Recommender,
  categories: readonly Int32Array[],
  { k = 5, items = nearness.size }: CategoryOverlapOptions = {},
): Promise<CategoryOverlaps> {
  const isCompared = (item: number): boolean => item < items && categories[item]!.length > 0;
  const compared = [...categories.keys()].filter(isCompared);
  if (compared.length < 2) {
    throw new DataError(
      `categoryOverlap: ${compared.length} of ${items} items have categories, and pairs need two; do the ids of the items and of their features agree?`,
      { items, compared: compared.length },
    );
  }
  const others = Int32Array.from([...categories.keys()].filter((item) => !isCompared(item)));
  const sets = categories.map((own) => new Set(own));
  const [near, all] = [new Sums(), new Sums()];
  const { size } = nearness;
  for (let start = 0; start < compared.length; start += itemsAtOnce) {
    const some = compared.slice(start, start + itemsAtOnce);
    const scores = await nearness.scores(some.map((item) => ({ history: Int32Array.of(item) })));
    for (const [n, item] of some.entries()) {
      const own = scores.subarray(n * size, (n + 1) * size);
      const hidden = Int32Array.from([item, ...others]);
      for (const { item: other } of topItems(own, hidden, k)) near.add(sets[item]!, sets[other]!);
      for (const other of compared) if (other !== item) all.add(sets[item]!, sets[other]!);
    }
  }
  const overlap = (measure: (sums: Sums) => number): CategoryOverlap => {
    const [neighbours, random] = [measure(near), measure(all)];
    return { neighbours, random, ratio: neighbours / random };
  };
  return {
    items: compared.length,
    jaccard: overlap(({ jaccard, pairs }) => jaccard / pairs),
    same: overlap(({ same, pairs }) => same / pairs),
  };
}

class Sums {
  jaccard = 0;
  same = 0;
  pairs = 0;

  add(a: ReadonlySet<number>, b: ReadonlySet<number>): void {
    let shared = 0;
    for (const category of a) if (b.has(category)) shared += 1;
    this.jaccard += shared / (a.size + b.size - shared);
    if (shared === a.size && shared === b.size) this.same += 1;
    this.pairs += 1;
  }
}
