import { DataError } from '@rondo/data';
import * as v from 'valibot';
import { checkedOptions } from '../options/option-fault.ts';
import type { WordVectors } from '../vectors/word-vectors.ts';
import type { CandidateIndex } from './candidate-index.ts';
import { CandidateRanking, ExactRanking, type Ranking, type Score } from './ranking.ts';
import { unitRows } from './unit-rows.ts';

/** A word near another one, or near a vector. */
export interface Neighbour {
  readonly word: string;
  readonly index: number;
  /** The cosine of the angle between the vectors, from -1 to 1. */
  readonly similarity: number;
}

export interface NeighboursOptions {
  /** Names candidates, which are then compared exactly. Without one all words are compared. */
  readonly index?: CandidateIndex | undefined;
}

export interface NeighbourOptions {
  /** Words that are no answers. */
  readonly without?: readonly string[];
}

const schema = v.strictObject({ without: v.optional(v.array(v.string()), []) });

/** Queries that are looked for at once. */
const queriesAtOnce = 256;

const cosines: Score = ([queries], words) => queries!.matmul(words);

/**
 * The words nearest to words and vectors, by the cosine, exactly: one product of the queries with all vectors, block by block. Words
 * that are equally near come in the order of the vocabulary. A vector of zeros is 0 away from all.
 *
 * Holds a copy of the vectors on the backend until `dispose()`. With an index there is no copy, similarities and order are as exact, and a
 * word that the index does not name is not found.
 */
export class Neighbours {
  readonly vectors: WordVectors;
  /** Finds the best words by any score; analogies have their own. */
  readonly ranking: Ranking;

  /** @throws DataError when the index is of other vectors. */
  constructor(vectors: WordVectors, { index }: NeighboursOptions = {}) {
    this.vectors = vectors;
    this.ranking = index ? new CandidateRanking(vectors, index) : new ExactRanking(vectors);
  }

  /**
   * The `k` words nearest to a word, which is left out itself, or to a vector.
   * @throws DataError for an unknown word, with the word that is spelled most like it, a vector of another size, or an unknown option.
   */
  async of(
    query: string | ArrayLike<number>,
    k = 10,
    options: NeighbourOptions = {},
  ): Promise<Neighbour[]> {
    const [neighbours] = await this.ofAll([query], k, options);
    return neighbours!;
  }

  /** The same for many words and vectors, which is faster than one by one. */
  async ofAll(
    queries: readonly (string | ArrayLike<number>)[],
    k = 10,
    options: NeighbourOptions = {},
  ): Promise<Neighbour[][]> {
    checkCount(k);
    const { without } = checkedOptions(schema, options, 'Neighbours: ');
    const { vectors } = this;
    const excluded = new Set(without.map((word) => vectors.indexOf(word)));
    const own = queries.map((query) => (typeof query === 'string' ? vectors.indexOf(query) : -1));
    const rows = queries.map((query) => this.#vectorOf(query));
    const found: Neighbour[][] = [];
    for (let begin = 0; begin < queries.length; begin += queriesAtOnce) {
      const some = rows.slice(begin, begin + queriesAtOnce);
      const ranked = await this.#search(some, k + excluded.size + 1);
      for (const [i, { places, scores }] of ranked.entries()) {
        const self = own[begin + i];
        found.push(
          Array.from(places, (index, n) => this.at(index, scores[n]!))
            .filter(({ index }) => index !== self && !excluded.has(index))
            .slice(0, k),
        );
      }
    }
    return found;
  }

  /** The word at a place of the vocabulary, as a neighbour. */
  at(index: number, cosine: number): Neighbour {
    // Rounding may bring it past the ends.
    const similarity = Math.max(-1, Math.min(1, cosine));
    return { word: this.vectors.words[index]!, index, similarity };
  }

  #search(rows: readonly Float32Array[], k: number): ReturnType<Ranking['best']> {
    const { dimensions } = this.vectors;
    const numbers = new Float32Array(rows.length * dimensions);
    for (const [i, row] of rows.entries()) numbers.set(row, i * dimensions);
    const near = unitRows(numbers, dimensions);
    return this.ranking.best({ count: rows.length, rows: [near], near: [near] }, k, cosines);
  }

  #vectorOf(query: string | ArrayLike<number>): Float32Array {
    if (typeof query === 'string') return this.vectors.vectorOf(query);
    const { dimensions } = this.vectors;
    const vector = Float32Array.from(query);
    if (vector.length === dimensions && vector.every(Number.isFinite)) return vector;
    const bad = vector.findIndex((value) => !Number.isFinite(value));
    throw new DataError(
      `Neighbours: expected a vector of ${dimensions} finite numbers, received ${vector.length === dimensions ? `${vector[bad]} as number ${bad}` : `${vector.length} numbers`}`,
      { dimensions, received: vector.length },
    );
  }

  /** Frees the copy on the backend. */
  dispose(): void {
    this.ranking.dispose();
  }
}

/** @throws DataError unless `k` is a whole number from 1 on. */
export function checkCount(k: number): void {
  if (Number.isSafeInteger(k) && k >= 1) return;
  throw new DataError(`the number of neighbours must be a whole number from 1 on, received ${k}`, {
    k,
  });
}
