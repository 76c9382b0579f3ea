import type { EncodedSentences } from '../corpus/chunks.ts';
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
  #words = new Int32Array(0);
  #ends = new Int32Array(0);

  /** A `threshold` t of 0 keeps all. */
  constructor(counts: readonly number[], threshold: number) {
    if (threshold === 0) return;
    const total = counts.reduce((sum, count) => sum + count, 0);
    this.#limits = Int32Array.from(counts, (count) => {
      const ratio = (threshold * total) / count;
      return Math.min(range - 1, Math.round((Math.sqrt(ratio) + ratio) * range));
    });
  }

  /** The sentences with the words that are kept; the same lists are used again by the next call. */
  keep(sentences: EncodedSentences, random: RandomWords): EncodedSentences {
    const limits = this.#limits;
    if (!limits) return sentences;
    const { words, ends } = sentences;
    if (this.#words.length < words.length) this.#words = new Int32Array(2 * words.length);
    if (this.#ends.length < ends.length) this.#ends = new Int32Array(2 * ends.length);
    const [kept, keptEnds] = [this.#words, this.#ends];
    let [from, count] = [0, 0];
    for (let i = 0; i < ends.length; i++) {
      for (const end = ends[i]!; from < end; from++) {
        const word = words[from]!;
        // Written in any case: a branch that is hard to foresee takes longer.
        kept[count] = word;
        count += Number(random.next() <= limits[word]!);
      }
      keptEnds[i] = count;
    }
    return { words: kept.subarray(0, count), ends: keptEnds.subarray(0, ends.length) };
  }
}
