import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '@rondo/data';
import { casesOf, catalogueOf } from './catalogue.ts';
import { evaluateItems, formatEvaluations } from './evaluate.ts';
import { PopularityRecommender } from './popularity.ts';
import { rankOf, topItems } from './rank.ts';
import type { Recommender } from './recommender.ts';

/** Gives every query the same scores. */
const fixed = (...scores: number[]): Recommender => ({
  size: scores.length,
  scores: (queries) => Promise.resolve(Float32Array.from(queries.flatMap(() => scores))),
});
const query = (...history: number[]) => ({ history: Int32Array.from(history) });

describe('ranking', () => {
  it('leaves out what was seen and orders equal scores by index', () => {
    const scores = Float32Array.of(1, 5, 3, 5, 3, 0);
    const top = topItems(scores, Int32Array.of(1, 1), 3).map(({ item }) => item);
    expect(top).toEqual([3, 2, 4]);
    expect(rankOf(4, scores, Int32Array.of(1, 1))).toBe(3);
    expect(() => rankOf(0, Float32Array.of(1, NaN), Int32Array.of())).toThrow(DataError);
  });

  it('gives each item the place that it has in the list', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(scores, fc.array(fc.nat(8), { maxLength: 5 }), (own, history) => {
        const seen = Int32Array.from(history.filter((item) => item < own.length));
        const list = topItems(Float32Array.from(own), seen, own.length);
        for (const [place, { item }] of list.entries()) {
          expect(rankOf(item, Float32Array.from(own), seen)).toBe(place + 1);
        }
      }),
    );
  });
});

describe('evaluateItems', () => {
  it('gives HitRate@k and NDCG@k; items out of the catalogue are misses', async () => {
    const cases = [
      { query: query(0), item: 1 },
      { query: query(), item: 2 },
      { query: query(1), item: 3 },
      { query: query(), item: -1 },
    ];
    // Ranks 1, 3 and 3 of which k = 2 keeps the first; k = 3 all.
    const two = await evaluateItems(fixed(9, 8, 7, 6), cases, { k: 2, batchSize: 3 });
    expect(two).toEqual({ cases: 4, unknown: 1, k: 2, hitRate: 0.25, ndcg: 0.25 });
    const three = await evaluateItems(fixed(9, 8, 7, 6), cases, { k: 3 });
    expect(three).toMatchObject({ hitRate: 0.75, ndcg: (1 + 0.5 + 0.5) / 4 });
    expect(formatEvaluations({ popularity: two })).toBe(
      '               HitRate@2      NDCG@2\npopularity        0.2500      0.2500',
    );
    await expect(evaluateItems(fixed(1), [])).rejects.toThrow('there are no cases');
  });

  it('has a baseline: the most taken items that are new to the user', async () => {
    const histories = [
      { user: 'a', items: ['x', 'y', 'z'] },
      { user: 'b', items: ['x', 'y'] },
      { user: 'c', items: ['x'] },
    ];
    const catalogue = await catalogueOf(histories);
    expect(catalogue.words).toEqual(['x', 'y', 'z']);
    const held = [
      { user: 'c', history: ['x', 'w'], item: 'y' },
      { user: 'd', history: [], item: 'w' },
    ];
    const cases = casesOf(held, catalogue, ['a', 'b', 'c']);
    expect(cases).toEqual([
      { query: { history: Int32Array.of(0), user: 2 }, item: 1 },
      { query: { history: new Int32Array(0), user: -1 }, item: -1 },
    ]);
    const popularity = new PopularityRecommender(catalogue.counts);
    expect(await evaluateItems(popularity, cases, { k: 1 })).toMatchObject({ hitRate: 0.5 });
  });
});
