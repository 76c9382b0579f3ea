import { DataError, requireInteger } from '../errors.ts';
import { Random } from '../random/random.ts';
import { groceryGroups, groceryRules } from './grocery-products.ts';
import type { History } from './interaction.ts';

export interface GroceryBasketsOptions {
  /** Default 3000. */
  readonly baskets?: number;
  /** The share of products that come from anywhere. Default 0.1. */
  readonly noise?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** Products of a basket before the rules add theirs: from the first to the second number. */
const [least, most] = [3, 7];
/** How often a rule holds. */
const ruleHolds = 0.7;

/**
 * Baskets of a grocery that never was, with a structure that is known: each is bought in one or two groups of products; some groups
 * and products are far more popular than others; who buys a product of a rule takes the second, too, in seven of ten
 * cases; and some products come from anywhere.
 */
export function groceryBaskets({
  baskets = 3000,
  noise = 0.1,
  seed = 1,
}: GroceryBasketsOptions = {}): History[] {
  requireInteger('baskets', baskets, 1);
  if (!(noise >= 0 && noise <= 1)) {
    throw new DataError(`noise must be a share from 0 to 1, received ${noise}`, { noise });
  }
  const random = new Random(seed, 41);
  const groups: readonly (readonly string[])[] = Object.values(groceryGroups);
  const all = groups.flat();
  const byProduct = new Map(groceryRules);
  const happens = (share: number): boolean => random.uint32() < share * 2 ** 32;
  return Array.from({ length: baskets }, (_, n) => {
    const visited = [ranked(groups, random), ...(happens(0.3) ? [ranked(groups, random)] : [])];
    const basket = new Set<string>();
    const count = least + random.integer(most - least + 1);
    while (basket.size < count) {
      const group = visited[random.integer(visited.length)]!;
      const product = happens(noise) ? all[random.integer(all.length)]! : ranked(group, random);
      basket.add(product);
      const second = byProduct.get(product);
      if (second !== undefined && happens(ruleHolds)) basket.add(second);
    }
    return { user: `basket ${n + 1}`, items: [...basket] };
  });
}

/** One of a list, the r-th as often as 1 / (r + 2). */
function ranked<T>(list: readonly T[], random: Random): T {
  const weights = list.map((_, rank) => 1 / (rank + 2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = (random.uint32() / 2 ** 32) * total;
  const at = weights.findIndex((weight) => (left -= weight) < 0);
  return list.at(at)!;
}
