import * as v from 'valibot';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

const searchEntries = {
  /** Candidates of a question, which are then compared exactly (128): more find more, and take longer. */
  efSearch: v.optional(count, 128),
  /** Threads (1). What is found does not depend on them; an index that several have built is a different one each time. */
  threads: v.optional(count, 1),
};

export const searchSchema = v.strictObject(searchEntries);

export const hnswSchema = v.strictObject({
  ...searchEntries,
  /** M: the words that a word is linked to in each layer, twice as many in the lowest (16). */
  connectivity: v.optional(v.pipe(count, v.minValue(2)), 16),
  /** Words that are looked at to choose a word's links (128): more make a better index, and take longer. */
  efConstruction: v.optional(count, 128),
});

export type HnswSearchOptions = Readonly<v.InferInput<typeof searchSchema>>;

export type HnswOptions = Readonly<v.InferInput<typeof hnswSchema>>;

export type HnswSearchConfig = v.InferOutput<typeof searchSchema>;
