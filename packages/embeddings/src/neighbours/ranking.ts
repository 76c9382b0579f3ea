import { DataError } from '@rondo/data';
import { scope, tensor, type Tensor } from '@rondo/tensor';
import type { WordVectors } from '../vectors/word-vectors.ts';
import { bestPlaces, type BestPlaces } from './best-places.ts';
import type { CandidateIndex } from './candidate-index.ts';
import { unitRows } from './unit-rows.ts';

/** Scores `[n, m]` of n questions for m words, of the rows of the questions, `[n, D]` each, and the words, `[D, m]`. */
export type Score = (rows: readonly Tensor[], words: Tensor) => Tensor;

/** Questions that are answered together. */
export interface Questions {
  readonly count: number;
  /** What the score is made of: rows `[count, D]`. */
  readonly rows: readonly Float32Array[];
  /** Rows `[count, D]` of length 1 each: the best words are near one of them. */
  readonly near: readonly Float32Array[];
}

/** Finds the words that score highest, equal ones in the order of the vocabulary. */
export interface Ranking {
  best(questions: Questions, k: number, score: Score): Promise<BestPlaces[]>;
  dispose(): void;
}

/** Scores all words; holds a copy of the vectors on the backend. */
export class ExactRanking implements Ranking {
  readonly #units: Tensor;

  constructor({ numbers, size, dimensions }: WordVectors) {
    this.#units = tensor(unitRows(numbers, dimensions), { shape: [size, dimensions] });
  }

  best(questions: Questions, k: number, score: Score): Promise<BestPlaces[]> {
    return bestAmong(this.#units, questions, k, score);
  }

  dispose(): void {
    this.#units.dispose();
  }
}

/** Scores the words that an index names, question by question. */
export class CandidateRanking implements Ranking {
  readonly #vectors: WordVectors;
  readonly #index: CandidateIndex;

  /** @throws DataError when the index is of other vectors. */
  constructor(vectors: WordVectors, index: CandidateIndex) {
    this.#vectors = vectors;
    this.#index = index;
    const { size, dimensions } = index;
    if (size === vectors.size && dimensions === vectors.dimensions) return;
    throw new DataError(
      `the index knows ${size} words of ${dimensions} dimensions, the vectors are ${vectors.size} of ${vectors.dimensions}; build the index of these vectors`,
      { index: { size, dimensions }, size: vectors.size, dimensions: vectors.dimensions },
    );
  }

  async best({ count, rows, near }: Questions, k: number, score: Score): Promise<BestPlaces[]> {
    const { dimensions } = this.#vectors;
    const found = await Promise.all(near.map((some) => this.#index.candidates(some, k)));
    const best: BestPlaces[] = [];
    for (let i = 0; i < count; i++) {
      const row = (of: Float32Array) => of.subarray(i * dimensions, (i + 1) * dimensions);
      // In the order of the vocabulary, which is that of words that are equally good.
      const places = Int32Array.from(new Set(found.flatMap((of) => [...of[i]!]))).toSorted();
      const question = { count: 1, rows: rows.map(row), near: near.map(row) };
      const units = tensor(this.#unitsAt(places), { shape: [places.length, dimensions] });
      try {
        const [ranked] = await bestAmong(units, question, k, score);
        best.push({ ...ranked!, places: ranked!.places.map((place) => places[place]!) });
      } finally {
        units.dispose();
      }
    }
    return best;
  }

  #unitsAt(places: Int32Array): Float32Array {
    const { dimensions } = this.#vectors;
    const numbers = new Float32Array(places.length * dimensions);
    for (const [i, place] of places.entries()) {
      numbers.set(this.#vectors.vectorAt(place), i * dimensions);
    }
    return unitRows(numbers, dimensions);
  }

  dispose(): void {
    // Holds nothing on the backend.
  }
}

async function bestAmong(
  units: Tensor,
  { count, rows }: Questions,
  k: number,
  score: Score,
): Promise<BestPlaces[]> {
  const tensors = rows.map((row) => tensor(row, { shape: [count, units.shape[1]!] }));
  try {
    return await bestPlaces(units, count, k, (block) =>
      scope(() => score(tensors, block.transpose(0, 1))),
    );
  } finally {
    for (const row of tensors) row.dispose();
  }
}
