import { range, type RandomWords } from './random-words.ts';

/**
 * Leaves occurrences of frequent words out: a word with share f of the corpus is kept with probability min(1, √(t / f) + t / f).
 *
 * Source: the program of Mikolov et al. 2013, "Distributed Representations of Words and Phrases and their Compositionality"; their
 * text has √(t / f).
 */
export class Subsampling {
  /** For each word, below which random number it is kept. */
  readonly #limits: Int32Array | undefined;

  /** A `threshold` t of 0 keeps all. */
  constructor(counts: readonly number[], threshold: number) {
    if (threshold === 0) return;
    const total = counts.reduce((sum, count) => sum + count, 0);
    this.#limits = Int32Array.from(counts, (count) => {
      const ratio = (threshold * total) / count;
      return Math.min(range - 1, Math.round((Math.sqrt(ratio) + ratio) * range));
    });
  }

  /** Writes the words that are kept to `kept`: how many. */
  keep(sentence: Int32Array, random: RandomWords, kept: Int32Array): number {
    const limits = this.#limits;
    if (!limits) {
      kept.set(sentence);
      return sentence.length;
    }
    let count = 0;
    for (let i = 0; i < sentence.length; i++) {
      const word = sentence[i]!;
      if (random.next() <= limits[word]!) kept[count++] = word;
    }
    return count;
  }
}
