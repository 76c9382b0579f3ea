import { cpu } from '@rondo/backend-cpu';
import { DataError } from '@rondo/data';
import { safetensors } from '@rondo/layers-core';
import { manualSeed, ones, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { featureTable } from '../two-tower/features.ts';
import { TwoTower } from '../two-tower/two-tower.ts';
import { WordCounts } from '../vocabulary/word-counts.ts';
import { recommenderOf, type ItemModel } from './item-model.ts';
import { loadItemModel, saveItemModel } from './item-model-file.ts';

useBackend(cpu());

const catalogue = new WordCounts(['a', 'b', 'c'], [3, 2, 1]);
const titles = ['A', 'B', 'C'];

const item2vecModel = (): ItemModel => ({
  kind: 'item2vec',
  catalogue,
  titles,
  dimensions: 2,
  vectors: Float32Array.of(1, 2, 3, -1, 0.5, 4),
  last: 2,
});

function twoTowerModel(): ItemModel {
  manualSeed(4);
  const itemFeatures = featureTable(catalogue.words, [
    { id: 'b', title: 'B', categories: [['x', 'y']], numbers: [2] },
  ]);
  const model = new TwoTower({ items: 3, dimensions: 4, itemFeatures: itemFeatures.sizes });
  return { kind: 'twoTower', catalogue, titles, model, itemFeatures };
}

async function scoresOf(model: ItemModel): Promise<Float32Array> {
  const recommender = recommenderOf(model);
  const scores = await recommender.scores([{ history: Int32Array.of(0, 1, 1) }]);
  recommender.dispose();
  if (model.kind === 'twoTower') model.model.dispose();
  return scores;
}

it.each([item2vecModel, twoTowerModel])('gives back what was saved: $name', async (make) => {
  const model = make();
  const loaded = await loadItemModel(await saveItemModel(model));
  expect(loaded.kind).toBe(model.kind);
  expect(loaded.titles).toEqual(titles);
  expect([loaded.catalogue.words, loaded.catalogue.counts]).toEqual([
    ['a', 'b', 'c'],
    [3, 2, 1],
  ]);
  expect(await scoresOf(loaded)).toEqual(await scoresOf(model));
});

describe('refusals', () => {
  const format = 'rondo items 1';
  const content = { items: ['a', 'b'], counts: [2, 1], titles: ['A', 'B'] };
  it.each([
    [{}, "no model of items: expected the format 'rondo items 1' in its metadata, found none"],
    [{ format, content: '{' }, 'its catalogue is not JSON'],
    [
      { format, content: JSON.stringify({ ...content, counts: 'x' }) },
      'its catalogue lacks counts',
    ],
    [{ format, content: JSON.stringify({ ...content, counts: [1] }) }, '2 items, 1 counts'],
    [{ format, content: JSON.stringify(content) }, 'its vectors do not fit its items'],
  ])('says what is wrong with %o', async (metadata, message) => {
    const vectors = ones([3, 2]);
    const bytes = await safetensors.save({ vectors }, metadata);
    vectors.dispose();
    await expect(loadItemModel(bytes)).rejects.toThrow(DataError);
    await expect(loadItemModel(bytes)).rejects.toThrow(message);
  });
});
