import type { WordCounts } from '../vocabulary/word-counts.ts';
import { eachSentence, type Corpus } from './corpus.ts';

/** Numbers of a chunk. */
const chunkSize = 2 ** 16;

/** Sentences as indices, four bytes a word, for corpora that fit in memory: epochs need not look words up again. */
export class EncodedCorpus implements Iterable<Int32Array> {
  /** Whole sentences. */
  readonly #chunks: Int32Array[] = [];
  /** Where the sentences of each chunk end. */
  readonly #ends: number[][] = [];
  #used = 0;
  #words = 0;

  /** Words of the vocabulary in it. */
  get words(): number {
    return this.#words;
  }

  /** Reads a corpus once; words that the vocabulary does not have are left out. */
  static async of(corpus: Corpus, vocabulary: WordCounts): Promise<EncodedCorpus> {
    const encoded = new EncodedCorpus();
    await eachSentence(corpus, (sentence) => encoded.#add(vocabulary.encode(sentence)));
    return encoded;
  }

  #add(sentence: Int32Array): void {
    if (sentence.length === 0) return;
    let chunk = this.#chunks.at(-1);
    if (!chunk || this.#used + sentence.length > chunk.length) {
      chunk = new Int32Array(Math.max(chunkSize, sentence.length));
      this.#chunks.push(chunk);
      this.#ends.push([]);
      this.#used = 0;
    }
    chunk.set(sentence, this.#used);
    this.#used += sentence.length;
    this.#words += sentence.length;
    this.#ends.at(-1)!.push(this.#used);
  }

  *[Symbol.iterator](): Generator<Int32Array, void> {
    for (const [i, chunk] of this.#chunks.entries()) {
      let begin = 0;
      for (const end of this.#ends[i]!) {
        yield chunk.subarray(begin, end);
        begin = end;
      }
    }
  }
}
