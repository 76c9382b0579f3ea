import { Random } from '@rondo/data';
import * as v from 'valibot';
import { Neighbours } from '../neighbours/neighbours.ts';
import { unitRows } from '../neighbours/unit-rows.ts';
import { fromOne } from '../options/counts.ts';
import { checkedOptions } from '../options/option-fault.ts';
import type { WordVectors } from '../vectors/word-vectors.ts';
import { requireWords, type WordMap } from './word-map.ts';

export interface UmapOptions {
  /** Neighbours that a word is to be near to (15): few show small groups, many the whole. */
  readonly neighbours?: number;
  /** How close words may come to each other (0.1). */
  readonly minDist?: number;
  /** The same seed gives the same map (1). */
  readonly seed?: number;
  /** Told the share that is done, between two of which others have a turn. */
  readonly onProgress?: (share: number) => void;
  /** Aborting it ends the work: its reason is thrown. */
  readonly signal?: AbortSignal;
}

const schema = v.strictObject({
  neighbours: v.optional(fromOne, 15),
  minDist: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0)), 0.1),
  seed: v.optional(v.pipe(v.number(), v.integer()), 1),
  onProgress: v.optional(v.function()),
  signal: v.optional(v.instance(AbortSignal)),
});

/** How long work goes on without letting others have a turn, in milliseconds. */
const longest = 30;

/**
 * The map in which words are near their nearest neighbours by the cosine (UMAP; McInnes et al. 2018). Groups are right; distances between
 * groups say little.
 * @throws DataError for fewer than four words, and for options that do not exist or are out of range.
 */
export async function umap(vectors: WordVectors, options: UmapOptions = {}): Promise<WordMap> {
  requireWords(vectors);
  const { neighbours, minDist, seed, onProgress, signal } = checkedOptions(
    schema,
    options,
    'umap: ',
  );
  const { UMAP } = await import('umap-js');
  const { size, dimensions } = vectors;
  const nNeighbors = Math.max(2, Math.min(neighbours, size - 1));
  const { indices, distances } = await nearestOfAll(vectors, nNeighbors);
  const random = new Random(seed);
  const map = new UMAP({
    nNeighbors,
    minDist,
    random: () => random.uint32() / 2 ** 32,
  });
  map.setPrecomputedKNN(indices, distances);
  const units = unitRows(vectors.numbers, dimensions);
  const rows = Array.from({ length: size }, (_, i) =>
    Array.from(units.subarray(i * dimensions, (i + 1) * dimensions)),
  );
  const epochs = map.initializeFit(rows);
  let last = performance.now();
  for (let epoch = 1; epoch <= epochs; epoch++) {
    map.step();
    if (performance.now() - last < longest && epoch < epochs) continue;
    onProgress?.(epoch / epochs);
    await new Promise((resolve) => {
      setTimeout(resolve);
    });
    signal?.throwIfAborted();
    last = performance.now();
  }
  return { points: Float32Array.from(map.getEmbedding().flat()) };
}

/** Each word first, then its nearest ones, with 1 - cosine: the form that UMAP takes them in. */
async function nearestOfAll(
  vectors: WordVectors,
  k: number,
): Promise<{ indices: number[][]; distances: number[][] }> {
  const search = new Neighbours(vectors);
  try {
    const found = await search.ofAll(vectors.words, k - 1);
    return {
      indices: found.map((near, i) => [i, ...near.map(({ index }) => index)]),
      distances: found.map((near) => [0, ...near.map(({ similarity }) => 1 - similarity)]),
    };
  } finally {
    search.dispose();
  }
}
