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

  it('refuses items that are not in the catalogue, and lists of no length', () => {
    const scores = Float32Array.of(1, 5, 3);
    const none = new Int32Array(0);
    for (const item of [3, -1, 0.5, NaN]) {
      expect(() => rankOf(item, scores, none)).toThrow(`item ${item} is none of the 3`);
    }
    expect(() => rankOf(0, scores, Int32Array.of(7))).toThrow('item 7 is none of the 3');
    expect(() => topItems(scores, Int32Array.of(-1), 1)).toThrow('item -1 is none of the 3');
    for (const count of [-1, 0, 2.5, NaN]) {
      expect(() => topItems(scores, none, count)).toThrow('from 1 on');
    }
  });

  it('keeps the best of very many, in whatever order they come', () => {
    const rising = Float32Array.from({ length: 5000 }, (_, item) => Math.floor(item / 2));
    const items = topItems(rising, Int32Array.of(4998), 4).map(({ item }) => item);
    expect(items).toEqual([4999, 4996, 4997, 4994]);
    expect(topItems(rising.toReversed(), Int32Array.of(0), 3).map(({ item }) => item)).toEqual([
      1, 2, 3,
    ]);
    const lowest = Float32Array.of(-Infinity, 0, -Infinity);
    expect(topItems(lowest, new Int32Array(0), 9).map(({ item }) => item)).toEqual([1, 0, 2]);
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

  it('refuses cases of another catalogue: what a model cannot know is no hit', async () => {
    const three = fixed(3, 2, 1);
    for (const item of [3, 7, 49, -2, 0.5]) {
      const refused = evaluateItems(three, [{ query: query(0), item }]);
      await expect(refused).rejects.toThrow(`item ${item} is none of the 3`);
    }
    const history = evaluateItems(three, [{ query: query(0, 5), item: 1 }]);
    await expect(history).rejects.toThrow('item 5 is none of the 3');
  });

  it.each([
    [{ k: NaN }, 'evaluateItems: these options do not fit: k: expected a number, received NaN'],
    [{ k: '10' }, 'k: expected a number, received "10"'],
    [{ k: 0 }, 'k: expected >=1, received 0'],
    [{ k: 2.5 }, 'k: expected a whole number, received 2.5'],
    [{ batchSize: 0 }, 'batchSize: expected >=1, received 0'],
    [{ batchsize: 3 }, "batchsize: unknown key; did you mean 'batchSize'?"],
  ])('refuses the options %j', async (options, fault) => {
    const refused = evaluateItems(fixed(1), [{ query: query(), item: 0 }], options as object);
    await expect(refused).rejects.toThrow(fault);
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
