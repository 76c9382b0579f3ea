import { DataError } from '@rondo/data';
import { range, type RandomWords } from './random-words.ts';

/**
 * Draws indices with given weights in constant time by Walker's alias method: place i is drawn evenly, then taken with its
 * own probability or replaced with its alias. Source: Vose 1991, "A linear algorithm for generating random numbers with a given
 * distribution".
 *
 * There are 2ᵏ places, so that the first bits of one number say the place, and the others how far it is on the way to the next: each
 * share is right to 2⁻³¹.
 */
export class WeightedWords {
  /** For each place how far on the way it is taken, and its number exclusive or its alias. */
  readonly #table: Int32Array;
  /** Bits of a random number that are not the place's. */
  readonly #bits: number;

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
    this.#bits = Math.clz32(size - 1) - 1;
    const places = range / 2 ** this.#bits;
    // What rounding leaves at the end is taken in any case.
    const parts = new Float64Array(places).fill(1);
    const aliases = Int32Array.from({ length: places }, (_, i) => i);
    const shares = Float64Array.from({ length: places }, (_, i) =>
      i < size ? (weights[i]! / total) * places : 0,
    );
    const isSmall = (i: number): boolean => shares[i]! < 1;
    const all = Array.from(shares.keys());
    const small = all.filter(isSmall);
    const large = all.filter((i) => !isSmall(i));
    while (small.length > 0 && large.length > 0) {
      const [less, more] = [small.pop()!, large.at(-1)!];
      parts[less] = shares[less]!;
      aliases[less] = more;
      shares[more]! -= 1 - shares[less]!;
      if (isSmall(more)) small.push(large.pop()!);
    }
    this.#table = new Int32Array(2 * places);
    for (let i = 0; i < places; i++) {
      this.#table[2 * i] = Math.round(parts[i]! * 2 ** this.#bits);
      this.#table[2 * i + 1] = i ^ aliases[i]!;
    }
  }

  draw(random: RandomWords): number {
    const number = random.next();
    const place = number >>> this.#bits;
    const along = number & ((1 << this.#bits) - 1);
    // All bits where the alias is taken: a branch that nobody can foresee takes longer.
    const isAlias = ~((along - this.#table[2 * place]!) >> 31);
    return place ^ (this.#table[2 * place + 1]! & isAlias);
  }
}

/** Draws words as negative examples: by their counts to the power of `exponent`. */
export function negativeWords(counts: readonly number[], exponent: number): WeightedWords {
  return new WeightedWords(counts.map((count) => count ** exponent));
}
