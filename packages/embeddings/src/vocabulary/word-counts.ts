import { DataError } from '@rondo/data';
import * as v from 'valibot';
import {
  eachSentence,
  emptyCorpus,
  unsplit,
  type Corpus,
  type Sentence,
} from '../corpus/corpus.ts';
import { fromOne } from '../options/counts.ts';
import { checkedOptions } from '../options/option-fault.ts';
import { byFrequency } from './by-frequency.ts';
import { WordIndex } from './word-index.ts';
import { mostCounted, WordTally } from './word-tally.ts';

const schema = v.strictObject({
  /** Words that come fewer times are left out. */
  minCount: v.optional(fromOne, 5),
  /** The most words that are kept, the most frequent ones. Default: no limit. */
  maxWords: v.optional(v.union([fromOne, v.literal(Infinity)])),
  /** Different words that are counted at once; with more, the rarest so far are dropped, which is told. */
  maxCounted: v.optional(fromOne, mostCounted),
  /** Is told of that; left out: a warning on the console. */
  tell: v.optional(
    v.custom<(what: string) => void>((value) => typeof value === 'function'),
    () => warn,
  ),
});

export type WordCountsOptions = v.InferInput<typeof schema>;

/** A vocabulary with how often each word comes: the most frequent first, equal counts in the order of their characters. */
export class WordCounts {
  readonly words: readonly string[];
  /** How often each word comes. */
  readonly counts: readonly number[];
  /** How many words of the vocabulary the corpus has. */
  readonly total: number;
  readonly #index: WordIndex;

  /** @throws DataError when a word comes twice, or a count is no whole number from 1 on. */
  constructor(words: readonly string[], counts: readonly number[]) {
    this.words = words;
    this.counts = counts;
    this.total = counts.reduce((sum, count) => sum + count, 0);
    this.#index = new WordIndex(words, 'WordCounts');
    const bad = counts.findIndex((count) => !Number.isSafeInteger(count) || count < 1);
    if (bad >= 0 || words.length !== counts.length) {
      throw new DataError(
        `WordCounts: each of the ${words.length} words needs a count from 1 on, ` +
          (bad >= 0 ? `${words[bad]} has ${counts[bad]}` : `received ${counts.length} counts`),
        { words: words.length, counts: counts.length, index: bad },
      );
    }
  }

  /**
   * Counts the words of a corpus.
   * @throws DataError when it has none, or none often enough, when its sentences are not split into words, or options do not fit.
   */
  static async of(corpus: Corpus, options: WordCountsOptions = {}): Promise<WordCounts> {
    const { minCount, maxWords, maxCounted, tell } = checkedOptions(
      schema,
      options,
      'WordCounts: ',
    );
    const tally = new WordTally(maxCounted);
    await eachSentence(corpus, (sentence) => {
      if (sentence instanceof Int32Array) {
        throw new DataError(
          'WordCounts: sentences of indices have lost their words; count them before',
        );
      }
      if (typeof sentence === 'string') throw unsplit(sentence);
      for (const word of sentence) tally.add(word);
    });
    const { counts, dropped } = tally;
    if (dropped > 0) {
      tell(
        `the corpus has more different words than are counted at once: those that had come at most ${dropped} times were dropped on the way, and rare words are counted too low; raise maxCounted if there is memory for more`,
      );
    }
    if (counts.size === 0) throw emptyCorpus(0);
    const kept = [...counts]
      .filter(([, count]) => count >= minCount)
      .toSorted(byFrequency)
      .slice(0, maxWords);
    if (kept.length === 0) {
      const most = [...counts.values()].reduce((a, b) => Math.max(a, b), 0);
      throw new DataError(
        `none of the ${counts.size} words of the corpus comes ${minCount} times, the most frequent ${most} times; lower minCount`,
        { words: counts.size, minCount, most },
      );
    }
    return new WordCounts(
      kept.map(([word]) => word),
      kept.map(([, count]) => count),
    );
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

  /**
   * The indices of a sentence's words, without those that are not in the vocabulary.
   * @throws DataError when a sentence of indices has one that is no word.
   */
  encode(sentence: Sentence): Int32Array {
    const indices = new Int32Array(sentence.length);
    return indices.subarray(0, this.encodeInto(sentence, indices, 0));
  }

  /**
   * Writes them to a list with room for the whole sentence: the place behind the last one.
   * @throws DataError when a sentence of indices has one that is no word, or a sentence is not split into words.
   */
  encodeInto(sentence: Sentence, to: Int32Array, at: number): number {
    if (sentence instanceof Int32Array) return this.#copyInto(sentence, to, at);
    if (typeof sentence === 'string') throw unsplit(sentence);
    const { places } = this.#index;
    let end = at;
    for (let i = 0; i < sentence.length; i++) {
      const index = places.get(sentence[i]!);
      if (index !== undefined) to[end++] = index;
    }
    return end;
  }

  #copyInto(indices: Int32Array, to: Int32Array, at: number): number {
    let end = at;
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i]!;
      if (index >= this.size) {
        throw new DataError(
          `a sentence names word ${index} of a vocabulary of ${this.size}; was it encoded with another vocabulary?`,
          { index, size: this.size },
        );
      }
      if (index >= 0) to[end++] = index;
    }
    return end;
  }
}

function warn(what: string): void {
  console.warn(`@rondo/embeddings: ${what}`);
}
