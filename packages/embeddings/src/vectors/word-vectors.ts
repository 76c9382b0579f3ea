import { DataError } from '@rondo/data';
import { tensor, type Tensor } from '@rondo/tensor';
import { WordIndex } from '../vocabulary/word-index.ts';

/** Words and their vectors, as plain numbers. */
export class WordVectors {
  readonly words: readonly string[];
  readonly dimensions: number;
  /** Row i, the `dimensions` numbers from `i * dimensions` on, is the vector of word i. */
  readonly numbers: Float32Array;
  readonly #index: WordIndex;

  /** @throws DataError when there are too few or too many numbers, a word comes twice, or a number is not finite. */
  constructor(words: readonly string[], dimensions: number, numbers: Float32Array) {
    this.words = words;
    this.dimensions = dimensions;
    this.numbers = numbers;
    this.#index = new WordIndex(words, 'WordVectors');
    if (numbers.length !== words.length * dimensions) {
      throw new DataError(
        `WordVectors: ${words.length} words of ${dimensions} dimensions need ${words.length * dimensions} numbers, received ${numbers.length}`,
        { words: words.length, dimensions, numbers: numbers.length },
      );
    }
    const bad = numbers.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      const word = words[Math.floor(bad / dimensions)]!;
      throw new DataError(
        `WordVectors: number ${bad % dimensions} of the word '${word}' is ${numbers[bad]}; vectors must be finite: train again with a lower learning rate, or restore the file`,
        { word, dimension: bad % dimensions, value: numbers[bad] },
      );
    }
  }

  get size(): number {
    return this.words.length;
  }

  has(word: string): boolean {
    return this.#index.places.has(word);
  }

  /** @throws DataError when there is no such word, with the word that is spelled most like it. */
  indexOf(word: string): number {
    return this.#index.placeOf(word);
  }

  /** A view of a word's vector. */
  vectorOf(word: string): Float32Array {
    return this.vectorAt(this.indexOf(word));
  }

  /** A view of the vector of word `index`. */
  vectorAt(index: number): Float32Array {
    return this.numbers.subarray(index * this.dimensions, (index + 1) * this.dimensions);
  }

  /** `[size, dimensions]`: what `Embedding.fromPretrained` takes. */
  toTensor(): Tensor {
    return tensor(this.numbers, { shape: [this.size, this.dimensions] });
  }
}
