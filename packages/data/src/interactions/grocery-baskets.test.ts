import { expect, it } from 'vitest';
import { groceryBaskets } from './grocery-baskets.ts';
import { groceryGroups, groceryRules } from './grocery-products.ts';

const groups: readonly (readonly string[])[] = Object.values(groceryGroups);
const groupOf = new Map(groups.flatMap((own, n) => own.map((product) => [product, n])));

it('has products of one name each, and rules within groups', () => {
  expect(groupOf.size).toBe(groups.flat().length);
  for (const [first, second] of groceryRules) {
    expect([first, groupOf.get(first)]).toEqual([first, groupOf.get(second)]);
  }
});

it('plants groups, rules and popularity', () => {
  const baskets = groceryBaskets({ seed: 3 });
  expect(baskets).toHaveLength(3000);
  expect(baskets).toEqual(groceryBaskets({ seed: 3 }));
  expect(baskets).not.toEqual(groceryBaskets({ seed: 4 }));
  const counts = new Map<string, number>();
  let [most, all] = [0, 0];
  for (const { items } of baskets) {
    expect(new Set(items).size).toBe(items.length);
    expect(items.length).toBeGreaterThan(2);
    for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
    const perGroup = groups.map((own) => items.filter((item) => own.includes(item)).length);
    most += perGroup
      .toSorted((a, b) => b - a)
      .slice(0, 2)
      .reduce((a, b) => a + b, 0);
    all += items.length;
  }
  expect(most / all).toBeGreaterThan(0.9);
  expect(counts.get('milk')!).toBeGreaterThan(5 * counts.get('hay')!);
  for (const [first, second] of groceryRules) {
    const having = baskets.filter(({ items }) => items.includes(first));
    const both = having.filter(({ items }) => items.includes(second));
    expect(both.length / having.length).toBeGreaterThan(0.65);
  }
});

it('refuses what is no number of baskets and no share', () => {
  expect(() => groceryBaskets({ baskets: 0 })).toThrow('baskets must be an integer of at least 1');
  expect(() => groceryBaskets({ noise: 2 })).toThrow('noise must be a share from 0 to 1');
});
