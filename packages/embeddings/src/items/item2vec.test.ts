import { cpu } from '@rondo/backend-cpu';
import { memory, useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { groceries, groceryGroupOf } from '../../test/groceries.ts';
import { purity } from '../../test/neighbours.ts';
import type { WordVectors } from '../vectors/word-vectors.ts';
import { categoryOverlap } from './category-overlap.ts';
import { evaluateItems } from './evaluate.ts';
import { item2vec, type Item2VecOptions } from './item2vec.ts';
import { ItemVectorRecommender } from './item-vectors.ts';
import { PopularityRecommender } from './popularity.ts';

useBackend(cpu());

const { split, catalogue, test } = await groceries();
const baskets = split.train.map(({ items }) => items);

async function trained(options: Item2VecOptions): Promise<WordVectors> {
  const trainer = item2vec(baskets, catalogue, { dimensions: 16, ...options });
  for await (const event of trainer.run()) expect(event.kind).toBeDefined();
  const vectors = await trainer.vectors();
  trainer.dispose();
  return vectors;
}

it('finds the planted groups, and recommends better than popularity does', async () => {
  const before = memory().tensors;
  const vectors = await trained({});
  expect(purity(vectors, groceryGroupOf, 5)).toBeGreaterThan(0.95);
  const nearness = new ItemVectorRecommender(vectors);
  const own = await evaluateItems(nearness, test);
  const popularity = await evaluateItems(new PopularityRecommender(catalogue.counts), test);
  expect(own.hitRate).toBeGreaterThan(2.4 * popularity.hitRate);
  const groupsOf = catalogue.words.map((item) => Int32Array.of(groceryGroupOf.get(item)!));
  const { jaccard, same, items } = await categoryOverlap(nearness, groupsOf);
  expect(items).toBe(catalogue.size);
  expect(jaccard.neighbours).toBeGreaterThan(0.95);
  expect(jaccard.random).toBeCloseTo(7 / 79, 5);
  expect(same).toEqual(jaccard);
  nearness.dispose();
  expect(memory().tensors).toBe(before);
});

it('is deterministic, and takes a window of neighbours', async () => {
  const [a, b, other] = [
    await trained({ epochs: 1, window: 2, seed: 3 }),
    await trained({ epochs: 1, window: 2, seed: 3 }),
    await trained({ epochs: 1, seed: 3 }),
  ];
  expect(a.numbers).toEqual(b.numbers);
  expect(a.numbers).not.toEqual(other.numbers);
});

it('recommends by the last items of a history', async () => {
  const vectors = { dimensions: 2, numbers: Float32Array.of(2, 0, 0, 3, 1, 1) };
  const history = Int32Array.of(0, 0, 1);
  const whole = new ItemVectorRecommender(vectors);
  const end = new ItemVectorRecommender(vectors, { last: 1 });
  const [all, last] = [await whole.scores([{ history }]), await end.scores([{ history }])];
  const close = (scores: Float32Array, ...expected: number[]): void => {
    for (const [n, score] of expected.entries()) expect(scores[n]).toBeCloseTo(score, 5);
  };
  close(all, 2 / 3, 1 / 3, Math.SQRT1_2);
  close(last, 0, 1, Math.SQRT1_2);
  for (const item of [3, -1]) {
    const outside = whole.scores([{ history: Int32Array.of(item) }]);
    await expect(outside).rejects.toThrow(`item ${item} is none of the 3`);
  }
  whole.dispose();
  end.dispose();
  expect(() => new ItemVectorRecommender(vectors, { last: 0 })).toThrow('last must be 1 or more');
});

it('refuses categories of which there are none to compare', async () => {
  const nearness = new PopularityRecommender([3, 2]);
  const refused = categoryOverlap(nearness, [Int32Array.of(1), new Int32Array(0)]);
  await expect(refused).rejects.toThrow('1 of 2 items have categories');
});
