import { cpu } from '@rondo/backend-cpu';
import { DataError } from '@rondo/data';
import { manualSeed, memory, useBackend } from '@rondo/tensor';
import { afterEach, describe, expect, it } from 'vitest';
import { groceries, groceryGroupOf } from '../../test/groceries.ts';
import { purity } from '../../test/neighbours.ts';
import { evaluateItems } from '../items/evaluate.ts';
import { PopularityRecommender } from '../items/popularity.ts';
import { WordVectors } from '../vectors/word-vectors.ts';
import type { TwoTowerOptions } from './config.ts';
import { itemInput, nextItemCases, userInput } from './examples.ts';
import { featureTable } from './features.ts';
import { TwoTowerRecommender } from './recommender.ts';
import { twoTowerTraining, type TwoTowerTrainingOptions } from './training.ts';
import { TwoTower } from './two-tower.ts';

useBackend(cpu());

const { split, catalogue, test } = await groceries();
const cases = nextItemCases(split.train.map(({ items }) => ({ history: catalogue.encode(items) })));

const opened = new Set<{ dispose(): void }>();
afterEach(() => {
  for (const one of opened) one.dispose();
  opened.clear();
});

function made(options: Partial<TwoTowerOptions> = {}): TwoTower {
  manualSeed(3);
  const model = new TwoTower({ items: catalogue.size, dimensions: 24, ...options });
  opened.add(model);
  return model;
}

async function train(model: TwoTower, options: Partial<TwoTowerTrainingOptions> = {}) {
  const loop = twoTowerTraining(model, { cases, epochs: 3, ...options });
  const losses: number[] = [];
  for await (const event of loop.run()) if (event.kind === 'step') losses.push(event.loss);
  loop.dispose();
  return losses;
}

function recommending(...given: ConstructorParameters<typeof TwoTowerRecommender>) {
  const recommender = new TwoTowerRecommender(...given);
  opened.add(recommender);
  return recommender;
}

const popularity = await evaluateItems(new PopularityRecommender(catalogue.counts), test);

describe('on baskets', () => {
  it('finds the planted groups and recommends better than popularity does', async () => {
    const before = memory().tensors;
    const model = made();
    await train(model, { epochs: 4, uniformNegatives: 64 });
    const recommender = recommending(model);
    const own = await evaluateItems(recommender, test);
    expect(own.hitRate).toBeGreaterThan(1.3 * popularity.hitRate);
    expect(own.ndcg).toBeGreaterThan(1.3 * popularity.ndcg);
    const vectors = new WordVectors(catalogue.words, 24, await recommender.itemVectors());
    expect(purity(vectors, groceryGroupOf, 5)).toBeGreaterThan(0.95);
    recommender.dispose();
    model.dispose();
    expect(memory().tensors).toBe(before);
  });

  it.each<Partial<TwoTowerOptions>>([
    { similarity: 'dot', temperature: 1 },
    { sharedItems: false, hidden: [19], dropout: 0.1 },
    { users: 7, longestHistory: 2 },
  ])('learns with %o', async (options) => {
    const model = made(options);
    await train(model, { uniformNegatives: 30, logQ: true });
    const { hitRate } = await evaluateItems(recommending(model), test);
    expect(hitRate).toBeGreaterThan(1.1 * popularity.hitRate);
  });

  it('takes the same steps twice, and others with another seed', async () => {
    const run = (seed: number) => train(made(), { epochs: 1, uniformNegatives: 11, seed });
    const first = await run(1);
    expect(await run(1)).toEqual(first);
    expect(await run(2)).not.toEqual(first);
  });

  it('tells how validations went, the better metric first', async () => {
    const loop = twoTowerTraining(made(), { cases, epochs: 1, validation: test });
    const metrics: object[] = [];
    for await (const event of loop.run()) {
      if (event.kind === 'validation') metrics.push(event.result.metrics!);
    }
    loop.dispose();
    expect(metrics).toHaveLength(1);
    expect(metrics[0]).toHaveProperty('hitRate');
  });
});

describe('features', () => {
  const ids = ['a', 'b', 'c'];
  const table = featureTable(ids, [
    { id: 'a', title: '', categories: [['x', 'y']], numbers: [1] },
    { id: 'b', title: '', categories: [['x']], numbers: [3] },
    { id: 'c', title: '', categories: [[]], numbers: [2] },
  ]);
  const options = {
    items: 3,
    users: 2,
    dimensions: 5,
    itemFeatures: table.sizes,
    userFeatures: table.sizes,
  };

  it('moves items that differ in nothing else apart, and users alike', async () => {
    const model = made(options);
    const { config } = model;
    const [known, unknown] = [table.rows[0]!, table.rows[2]!];
    const history = Int32Array.of(0, 2);
    const users = userInput(
      [
        { history, features: known },
        { history, features: unknown },
        { history, user: 1 },
        { history: new Int32Array(0) },
      ],
      config,
    );
    expect(users.users).toEqual(Int32Array.of(-1, -1, 1, -1));
    const vectors = model.userVectors(users);
    const rows = (await vectors.array()) as number[][];
    vectors.dispose();
    expect(rows[0]).not.toEqual(rows[1]);
    expect(rows[1]).not.toEqual(rows[2]);
    expect(rows[3]).toEqual([0, 0, 0, 0, 0]);
    const withFeatures = model.itemVectors(itemInput(Int32Array.of(0, 1, 2), config, table));
    const without = model.itemVectors(itemInput(Int32Array.of(0, 1, 2), config));
    const [a, b] = [
      (await withFeatures.array()) as number[][],
      (await without.array()) as number[][],
    ];
    withFeatures.dispose();
    without.dispose();
    expect(a[0]).not.toEqual(b[0]);
    // Item c has no category and the mean number.
    expect(a[2]).toEqual(b[2]);
  });

  it('scores as cos(u, v) / temperature', async () => {
    const model = made({ ...options, temperature: 0.5 });
    const history = Int32Array.of(1);
    const scores = await recommending(model, table).scores([{ history }]);
    const pair = [
      model.userVectors(userInput([{ history }], model.config)),
      model.itemVectors(itemInput(Int32Array.of(2), model.config, table)),
    ];
    const [u, v] = await Promise.all(pair.map(async (own) => [...(await own.data())]));
    for (const own of pair) own.dispose();
    const product = u!.reduce((sum, value, n) => sum + value * v![n]!, 0);
    expect(scores[2]).toBeCloseTo(product, 5);
    expect(Math.hypot(...v!)).toBeCloseTo(1, 5);
    expect(Math.hypot(...u!)).toBeCloseTo(2, 5);
  });

  it('refuses options that do not fit', () => {
    expect(() => new TwoTower({ items: 0, temperature: 0 })).toThrow(DataError);
    expect(() => new TwoTower({ items: 0, temperature: 0 })).toThrow(/items: .*temperature: /);
  });
});
