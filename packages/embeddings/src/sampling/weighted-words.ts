import { DataError } from '@rondo/data';
import { range, type RandomWords } from './random-words.ts';

/**
 * Draws indices with given weights in constant time, exactly, by Walker's alias method: place i is drawn evenly, then taken with its
 * own probability or replaced with its alias. Source: Vose 1991, "A linear algorithm for generating random numbers with a given
 * distribution".
 */
export class WeightedWords {
  /** For each place, below which number it is taken, then its alias. */
  readonly #table: Int32Array;
  readonly #scale: number;

  /** @throws DataError unless there are weights, all finite and above 0. */
  constructor(weights: readonly number[]) {
    const size = weights.length;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const bad = weights.findIndex((weight) => !(weight > 0) || weight === Infinity);
    if (size === 0 || bad >= 0) {
      throw new DataError(
        size === 0
          ? 'WeightedWords: there is nothing to draw from'
          : `WeightedWords: weights must be finite and above 0, number ${bad} is ${weights[bad]}`,
        { index: bad },
      );
    }
    this.#scale = size / range;
    const table = new Int32Array(2 * size);
    const shares = weights.map((weight) => (weight / total) * size);
    const isSmall = (i: number): boolean => shares[i]! < 1;
    const all = Array.from(weights.keys());
    const small = all.filter(isSmall);
    const large = all.filter((i) => !isSmall(i));
    while (small.length > 0 && large.length > 0) {
      const [less, more] = [small.pop()!, large.at(-1)!];
      table[2 * less] = Math.min(range - 1, Math.round(shares[less]! * range));
      table[2 * less + 1] = more;
      shares[more]! -= 1 - shares[less]!;
      if (isSmall(more)) small.push(large.pop()!);
    }
    // What rounding left of the others is 1.
    for (const i of [...small, ...large]) {
      table[2 * i] = range - 1;
      table[2 * i + 1] = i;
    }
    this.#table = table;
  }

  draw(random: RandomWords): number {
    const place = Math.floor(random.next() * this.#scale);
    return random.next() < this.#table[2 * place]! ? place : this.#table[2 * place + 1]!;
  }
}

/** Draws words as negative examples: by their counts to the power of `exponent`. */
export function negativeWords(counts: readonly number[], exponent: number): WeightedWords {
  return new WeightedWords(counts.map((count) => count ** exponent));
}
