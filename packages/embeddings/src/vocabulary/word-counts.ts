import { DataError, nearest } from '@rondo/data';
import { eachSentence, emptyCorpus, type Corpus, type Sentence } from '../corpus/corpus.ts';

export interface WordCountsOptions {
  /** Words that come fewer times are left out (5). */
  readonly minCount?: number;
  /** The most words that are kept, the most frequent ones. Default: no limit. */
  readonly maxWords?: number;
}

/** A vocabulary with how often each word comes: the most frequent first, equal counts in the order of their characters. */
export class WordCounts {
  readonly words: readonly string[];
  /** How often each word comes. */
  readonly counts: readonly number[];
  /** How many words of the vocabulary the corpus has. */
  readonly total: number;
  readonly #indices: ReadonlyMap<string, number>;

  /** @throws DataError when a word comes twice, or a count is no whole number from 1 on. */
  constructor(words: readonly string[], counts: readonly number[]) {
    this.words = words;
    this.counts = counts;
    this.total = counts.reduce((sum, count) => sum + count, 0);
    this.#indices = new Map(words.map((word, index) => [word, index]));
    const bad = counts.findIndex((count) => !Number.isSafeInteger(count) || count < 1);
    if (bad >= 0 || words.length !== counts.length) {
      throw new DataError(
        `WordCounts: each of the ${words.length} words needs a count from 1 on, ` +
          (bad >= 0 ? `${words[bad]} has ${counts[bad]}` : `received ${counts.length} counts`),
        { words: words.length, counts: counts.length, index: bad },
      );
    }
    if (this.#indices.size !== words.length) {
      const twice = words.find((word, index) => this.#indices.get(word) !== index)!;
      throw new DataError(`WordCounts: the word '${twice}' comes twice; remove one`, {
        word: twice,
      });
    }
  }

  /**
   * Counts the words of a corpus.
   * @throws DataError when it has none, or none often enough.
   */
  static async of(
    corpus: Corpus,
    { minCount = 5, maxWords = Infinity }: WordCountsOptions = {},
  ): Promise<WordCounts> {
    const counts = new Map<string, number>();
    await eachSentence(corpus, (sentence) => {
      if (sentence instanceof Int32Array) {
        throw new DataError(
          'WordCounts: sentences of indices have lost their words; count them before',
        );
      }
      for (const word of sentence) counts.set(word, (counts.get(word) ?? 0) + 1);
    });
    if (counts.size === 0) throw emptyCorpus(0);
    const kept = [...counts]
      .filter(([, count]) => count >= minCount)
      .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
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
    return this.#indices.has(word);
  }

  /** @throws DataError when there is no such word, with the word that is spelled most like it. */
  indexOf(word: string): number {
    const index = this.#indices.get(word);
    if (index === undefined) throw unknownWord(word, this.words);
    return index;
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
   * @throws DataError when a sentence of indices has one that is no word.
   */
  encodeInto(sentence: Sentence, to: Int32Array, at: number): number {
    if (sentence instanceof Int32Array) return this.#copyInto(sentence, to, at);
    let end = at;
    for (let i = 0; i < sentence.length; i++) {
      const index = this.#indices.get(sentence[i]!);
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

/** Words that are compared for "did you mean …?": the most frequent ones. */
const compared = 50_000;

/** What to say of a word that a vocabulary does not have. */
export function unknownWord(word: string, words: readonly string[]): DataError {
  const near = nearest(word, words.slice(0, compared));
  // Two short words may be near, and have not one character in common.
  const similar = Array.from(near ?? '').some((character) => word.includes(character))
    ? near
    : undefined;
  const hint = similar === undefined ? '' : `; did you mean '${similar}'?`;
  return new DataError(
    `the word '${word}' is none of the ${words.length} of the vocabulary${hint}`,
    {
      word,
      nearest: similar,
    },
  );
}
