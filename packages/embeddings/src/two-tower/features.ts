import { DataError, type Features } from '@rondo/data';

/** What is known of one thing: categories by index, several in each kind, and numbers. */
export interface FeatureValues {
  readonly categories: readonly Int32Array[];
  readonly numbers: readonly number[];
}

/** How many categories each kind has, and how many numbers there are. */
export interface FeatureSizes {
  readonly categories: readonly number[];
  readonly numbers: number;
}

export const noFeatures: FeatureSizes = { categories: [], numbers: 0 };

/** Features of things by index. */
export interface FeatureTable {
  readonly sizes: FeatureSizes;
  readonly rows: readonly FeatureValues[];
  /** The categories of each kind, in the order of their indices. */
  readonly names: readonly (readonly string[])[];
}

/**
 * The features of things by their ids: categories get indices in the order of their characters, numbers mean 0 and standard
 * deviation 1. Things without features have no categories, and means.
 *
 * @throws DataError when rows differ in what they have, or a number is not finite.
 */
export function featureTable(ids: readonly string[], features: readonly Features[]): FeatureTable {
  const first = features[0];
  const [kinds, count] = [first?.categories.length ?? 0, first?.numbers.length ?? 0];
  const other = features.find(
    ({ categories, numbers }) => categories.length !== kinds || numbers.length !== count,
  );
  if (other) {
    throw new DataError(
      `featureTable: '${first!.id}' has ${kinds} kinds of categories and ${count} numbers, but '${other.id}' has others; give each the same columns`,
      { id: other.id },
    );
  }
  for (const { id, numbers } of features) {
    const bad = numbers.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) continue;
    throw new DataError(
      `featureTable: number ${bad + 1} of '${id}' is ${numbers[bad]}, and would make that number of all things NaN; give it a finite one, or leave '${id}' out`,
      { id, index: bad },
    );
  }
  const byId = new Map(features.map((own) => [own.id, own]));
  const known = ids.flatMap((id) => byId.get(id) ?? []);
  const names = Array.from({ length: kinds }, (_, kind) =>
    [...new Set(known.flatMap(({ categories }) => categories[kind]!))].toSorted(),
  );
  const indices = names.map((own) => new Map(own.map((name, index) => [name, index])));
  const scales = Array.from({ length: count }, (_, n) =>
    scaleOf(known.map(({ numbers }) => numbers[n]!)),
  );
  const rows = ids.map((id): FeatureValues => {
    const own = byId.get(id);
    return {
      categories: indices.map((index, kind) =>
        Int32Array.from(own?.categories[kind] ?? [], (name) => index.get(name)!),
      ),
      numbers: scales.map(
        ({ mean, deviation }, n) => ((own?.numbers[n] ?? mean) - mean) / deviation,
      ),
    };
  });
  return { sizes: { categories: names.map(({ length }) => length), numbers: count }, rows, names };
}

function scaleOf(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const count = Math.max(1, values.length);
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  return { mean, deviation: Math.sqrt(variance) || 1 };
}

/** Rows of features side by side: each kind `[n, longest]`, filled up with its number of categories; numbers `[n, count]`. */
export interface FeatureArrays {
  readonly count: number;
  readonly categories: readonly { readonly width: number; readonly indices: Int32Array }[];
  readonly numbers: Float32Array;
}

/** Things of which nothing is known have `undefined` for a row. */
export function featureArrays(
  rows: readonly (FeatureValues | undefined)[],
  { categories, numbers }: FeatureSizes,
): FeatureArrays {
  return {
    count: rows.length,
    categories: categories.map((size, kind) =>
      padded(
        rows.map((row) => row?.categories[kind] ?? none),
        size,
      ),
    ),
    numbers: Float32Array.from(
      rows.flatMap((row) => row?.numbers ?? Array.from({ length: numbers }, () => 0)),
    ),
  };
}

const none = new Int32Array(0);

/** Rows of indices `[n, width]`, each filled up with `fill` at its end. */
export function padded(
  rows: readonly Int32Array[],
  fill: number,
): { readonly width: number; readonly indices: Int32Array } {
  const width = rows.reduce((most, { length }) => Math.max(most, length), 1);
  const indices = new Int32Array(rows.length * width).fill(fill);
  for (const [n, row] of rows.entries()) indices.set(row, n * width);
  return { width, indices };
}
