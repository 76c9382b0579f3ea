import { DataError } from '@rondo/data';
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { BatchMatches, Index, Matches } from 'usearch';
import type { CandidateIndex } from '../neighbours/candidate-index.ts';
import { unitRows } from '../neighbours/unit-rows.ts';
import { checkedOptions } from '../options/option-fault.ts';
import type { WordVectors } from '../vectors/word-vectors.ts';
import {
  hnswSchema,
  searchSchema,
  type HnswOptions,
  type HnswSearchConfig,
  type HnswSearchOptions,
} from './hnsw-options.ts';
import { readIndexNotes, writeIndexFile, type IndexNotes } from './index-file.ts';
import { loadUsearch } from './load-usearch.ts';

export interface HnswWatch {
  /** Told the share that is done; between two calls others have a turn. */
  readonly onProgress?: ((share: number) => void) | undefined;
  /** Aborting it ends the work: its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/** Words that are added in one piece. */
const wordsAtOnce = 1000;

/**
 * An index of vectors by the cosine, a hierarchical navigable small world (HNSW; Malkov and Yashunin 2018), by the package usearch: for
 * Node, with `npm install usearch`. It keeps vectors in bfloat16, two bytes a number, and says which words to compare exactly.
 * Vocabularies of up to `efSearch` words are compared as a whole.
 */
export class HnswIndex implements CandidateIndex {
  readonly size: number;
  readonly dimensions: number;
  readonly efSearch: number;
  readonly #index: Index;
  readonly #notes: Omit<IndexNotes, 'graph'>;
  readonly #threads: number;

  private constructor(
    index: Index,
    notes: Omit<IndexNotes, 'graph'>,
    { efSearch, threads }: HnswSearchConfig,
  ) {
    this.#index = index;
    this.#notes = notes;
    this.#threads = threads;
    this.size = notes.size;
    this.dimensions = notes.dimensions;
    this.efSearch = efSearch;
  }

  /**
   * Builds the index of vectors; with one thread the same index each time.
   * @throws DataError for options that do not fit, or without usearch.
   */
  static async build(
    vectors: WordVectors,
    options: HnswOptions = {},
    { onProgress, signal }: HnswWatch = {},
  ): Promise<HnswIndex> {
    const checked = checkedOptions(hnswSchema, options, 'HnswIndex: ');
    const { connectivity, efConstruction, threads } = checked;
    const { size, dimensions, numbers } = vectors;
    const notes = { size, dimensions, vectors: checksum(vectors), connectivity, efConstruction };
    const index = await emptyIndex(notes, checked.efSearch);
    for (let begin = 0; begin < size; begin += wordsAtOnce) {
      signal?.throwIfAborted();
      const end = Math.min(size, begin + wordsAtOnce);
      const keys = BigUint64Array.from({ length: end - begin }, (_, i) => BigInt(begin + i));
      const some = numbers.subarray(begin * dimensions, end * dimensions);
      index.add(keys, unitRows(some, dimensions), threads);
      onProgress?.(end / size);
      await setImmediate();
    }
    return new HnswIndex(index, notes, checked);
  }

  /**
   * Reads an index that was saved, for the vectors that it was built of.
   * @throws DataError for a damaged file, other vectors, or without usearch.
   */
  static async load(
    path: string,
    vectors: WordVectors,
    options: HnswSearchOptions = {},
  ): Promise<HnswIndex> {
    const checked = checkedOptions(searchSchema, options, 'HnswIndex: ');
    const notes = await readIndexNotes(path);
    requireOf(vectors, notes, path);
    const index = await emptyIndex(notes, checked.efSearch);
    try {
      index.load(path);
    } catch (error) {
      throw new DataError(
        `${path} cannot be read by this version of usearch; build the index again (${String(error)})`,
        { path },
        error,
      );
    }
    return new HnswIndex(index, notes, checked);
  }

  /**
   * Writes the index to a file, without the vectors; as a whole or not at all.
   * @throws DataError where it cannot be written.
   */
  async save(path: string): Promise<void> {
    await writeIndexFile(path, this.#notes, (to) => this.#index.save(to));
  }

  candidates(rows: Float32Array, count: number): Promise<readonly Int32Array[]> {
    const { size, dimensions, efSearch } = this;
    const questions = rows.length / dimensions;
    const wanted = Math.max(count, efSearch);
    if (wanted >= size) {
      const all = Int32Array.from({ length: size }, (_, place) => place);
      return Promise.resolve(Array.from({ length: questions }, () => all));
    }
    const found = this.#index.search(rows, wanted, this.#threads);
    // Those of one question are not in a batch.
    const keysOf = (i: number) => (isBatch(found) ? found.get(i) : found).keys;
    return Promise.resolve(
      Array.from({ length: questions }, (_, i) => Int32Array.from(keysOf(i), Number)),
    );
  }
}

function isBatch(found: Matches | BatchMatches): found is BatchMatches {
  return 'counts' in found;
}

async function emptyIndex(
  { dimensions, connectivity, efConstruction }: Omit<IndexNotes, 'graph'>,
  efSearch: number,
): Promise<Index> {
  const { Index, MetricKind, ScalarKind } = await loadUsearch();
  return new Index({
    dimensions,
    metric: MetricKind.IP,
    quantization: ScalarKind.BF16,
    connectivity,
    expansion_add: efConstruction,
    expansion_search: efSearch,
    multi: false,
  });
}

function requireOf(vectors: WordVectors, notes: IndexNotes, path: string): void {
  const { size, dimensions } = vectors;
  const known = `${notes.size} words of ${notes.dimensions} dimensions`;
  const isSize = size === notes.size && dimensions === notes.dimensions;
  if (isSize && checksum(vectors) === notes.vectors) return;
  throw new DataError(
    `${path} is an index of other vectors: ` +
      (isSize
        ? `${known}, too, but of other numbers`
        : `of ${known}, these are ${size} of ${dimensions}`) +
      '; build the index of these vectors',
    { path, size, dimensions, index: { size: notes.size, dimensions: notes.dimensions } },
  );
}

/** Numbers that are read at once for a checksum. */
const numbersAtOnce = 2 ** 24;

function checksum({ numbers }: WordVectors): string {
  const hash = createHash('sha256');
  for (let begin = 0; begin < numbers.length; begin += numbersAtOnce) {
    const { buffer, byteOffset, byteLength } = numbers.subarray(begin, begin + numbersAtOnce);
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}
