import { DataError } from '@rondo/data';
import { safetensors } from '@rondo/layers-core';
import { dispose, scope, tensor, type Tensor } from '@rondo/tensor';
import * as v from 'valibot';
import { TwoTower } from '../two-tower/two-tower.ts';
import type { TwoTowerOptions } from '../two-tower/config.ts';
import type { FeatureTable } from '../two-tower/features.ts';
import { WordCounts } from '../vocabulary/word-counts.ts';
import type { ItemModel } from './item-model.ts';

const format = 'rondo items 1';

const index = v.pipe(v.number(), v.integer(), v.minValue(0));
const strings = v.array(v.string());
const head = v.object({
  items: strings,
  counts: v.array(v.number()),
  titles: strings,
  last: v.optional(v.number()),
  config: v.optional(v.record(v.string(), v.unknown())),
  features: v.optional(
    v.object({
      sizes: v.object({ categories: v.array(index), numbers: index }),
      names: v.array(strings),
      rows: v.array(
        v.object({ categories: v.array(v.array(index)), numbers: v.array(v.number()) }),
      ),
    }),
  ),
});

type Head = v.InferOutput<typeof head>;

/** A model of items as a safetensors file; the catalogue, titles and features are in its metadata. */
export async function saveItemModel(own: ItemModel): Promise<Uint8Array> {
  const { catalogue, titles } = own;
  const names = { items: catalogue.words, counts: catalogue.counts, titles };
  if (own.kind === 'twoTower') {
    const features = own.itemFeatures && plain(own.itemFeatures);
    const content = { ...names, config: own.model.config, features };
    return safetensors.save(own.model.stateDict(), { format, content: JSON.stringify(content) });
  }
  const vectors = tensor(own.vectors, { shape: [catalogue.size, own.dimensions] });
  try {
    const content = { ...names, last: own.last };
    return await safetensors.save({ vectors }, { format, content: JSON.stringify(content) });
  } finally {
    vectors.dispose();
  }
}

/**
 * Reads what `saveItemModel` wrote.
 * @throws SafetensorsError for a damaged file, DataError for another one.
 */
export async function loadItemModel(bytes: Uint8Array): Promise<ItemModel> {
  const { tensors, metadata } = safetensors.load(bytes);
  try {
    const content = contentOf(metadata);
    const names = {
      catalogue: new WordCounts(content.items, content.counts),
      titles: content.titles,
    };
    const { vectors } = tensors;
    if (vectors) {
      const [count, dimensions] = vectors.shape;
      if (vectors.rank !== 2 || count !== content.items.length)
        throw damaged('its vectors do not fit its items');
      const numbers = (await vectors.data()) as Float32Array;
      return {
        kind: 'item2vec',
        ...names,
        dimensions: dimensions!,
        vectors: numbers,
        last: content.last,
      };
    }
    return { kind: 'twoTower', ...names, ...twoTowerOf(content, tensors) };
  } finally {
    dispose(tensors);
  }
}

function twoTowerOf(
  { config, features, items }: Head,
  tensors: Record<string, Tensor>,
): { readonly model: TwoTower; readonly itemFeatures: FeatureTable | undefined } {
  if (
    !config ||
    config['items'] !== items.length ||
    (features && features.rows.length !== items.length)
  ) {
    throw damaged('its settings do not fit its items');
  }
  const model = scope(() => {
    const made = new TwoTower(config as unknown as TwoTowerOptions);
    made.loadStateDict(tensors);
    return made;
  });
  return { model: model.eval(), itemFeatures: features && tableOf(features) };
}

function contentOf(metadata: Readonly<Record<string, string>>): Head {
  if (metadata['format'] !== format) {
    throw new DataError(
      `the file is no model of items: expected the format '${format}' in its metadata, found ${metadata['format'] ?? 'none'}; train one with rondo items train, or write one with saveItemModel`,
      { format: metadata['format'] },
    );
  }
  let content: unknown;
  try {
    content = JSON.parse(metadata['content'] ?? '');
  } catch {
    throw damaged('its catalogue is not JSON');
  }
  const parsed = v.safeParse(head, content);
  if (!parsed.success) throw damaged(`its catalogue lacks ${v.getDotPath(parsed.issues[0])}`);
  const { items, counts, titles } = parsed.output;
  if (counts.length !== items.length || titles.length !== items.length) {
    throw damaged(
      `it has ${items.length} items, ${counts.length} counts and ${titles.length} titles`,
    );
  }
  return parsed.output;
}

function damaged(what: string): DataError {
  return new DataError(
    `the file of the model of items is damaged: ${what}; restore it, or train again`,
    {
      what,
    },
  );
}

function plain({ sizes, names, rows }: FeatureTable): NonNullable<Head['features']> {
  return {
    sizes: { categories: [...sizes.categories], numbers: sizes.numbers },
    names: names.map((own) => [...own]),
    rows: rows.map(({ categories, numbers }) => ({
      categories: categories.map((own) => [...own]),
      numbers: [...numbers],
    })),
  };
}

/** @throws DataError when a row names a category that there is not. */
function tableOf({ sizes, names, rows }: NonNullable<Head['features']>): FeatureTable {
  const fits = rows.every(
    ({ categories, numbers }) =>
      numbers.length === sizes.numbers &&
      categories.length === sizes.categories.length &&
      categories.every((own, kind) => own.every((one) => one < sizes.categories[kind]!)),
  );
  if (!fits) throw damaged('its features do not fit their sizes');
  return {
    sizes,
    names,
    rows: rows.map(({ categories, numbers }) => ({
      categories: categories.map((own) => Int32Array.from(own)),
      numbers,
    })),
  };
}
