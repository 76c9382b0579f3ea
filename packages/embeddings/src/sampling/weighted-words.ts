import { DataError } from '@rondo/data';
import { range, type RandomWords } from './random-words.ts';

/**
 * Draws indices with given weights in constant time by Walker's alias method: place i is drawn evenly, then taken with its
 * own probability or replaced with its alias. Source: Vose 1991, "A linear algorithm for generating random numbers with a given
 * distribution".
 */
export class WeightedWords {
  /** Below which number place i is taken: i and its own probability. */
  readonly #limits: Float64Array;
  readonly #aliases: Int32Array;
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
    // What rounding leaves at the end is taken in any case.
    const limits = Float64Array.from({ length: size }, (_, i) => i + 1);
    const aliases = Int32Array.from({ length: size }, (_, i) => i);
    const shares = weights.map((weight) => (weight / total) * size);
    const isSmall = (i: number): boolean => shares[i]! < 1;
    const all = Array.from(weights.keys());
    const small = all.filter(isSmall);
    const large = all.filter((i) => !isSmall(i));
    while (small.length > 0 && large.length > 0) {
      const [less, more] = [small.pop()!, large.at(-1)!];
      limits[less] = less + shares[less]!;
      aliases[less] = more;
      shares[more]! -= 1 - shares[less]!;
      if (isSmall(more)) small.push(large.pop()!);
    }
    this.#limits = limits;
    this.#aliases = aliases;
  }

  /** One number is both the place and how far it is on the way to the next: each share is right to 2⁻³¹. */
  draw(random: RandomWords): number {
    const at = random.next() * this.#scale;
    const place = Math.floor(at);
    return at < this.#limits[place]! ? place : this.#aliases[place]!;
  }
}

/** Draws words as negative examples: by their counts to the power of `exponent`. */
export function negativeWords(counts: readonly number[], exponent: number): WeightedWords {
  return new WeightedWords(counts.map((count) => count ** exponent));
}
