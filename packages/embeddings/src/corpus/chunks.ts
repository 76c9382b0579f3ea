import type { WordCounts } from '../vocabulary/word-counts.ts';
import { startOf, type Corpus, type Sentence } from './corpus.ts';

/** Sentences as indices, one behind the other, and where each of them ends. */
export interface EncodedSentences {
  readonly words: Int32Array;
  readonly ends: Int32Array;
}

/** Neighbouring sentences of a corpus. */
export interface Chunk extends EncodedSentences {
  /** How many sentences of the corpus were read so far, these included. */
  readonly end: number;
}

export interface ChunksOptions {
  readonly vocabulary: WordCounts;
  /** Words from which on a chunk is complete. */
  readonly words: number;
  /** Longer sentences are cut, and each part counts as a sentence. */
  readonly maxSentenceWords: number;
}

/** Reads a corpus in chunks of whole sentences; sentences without a word of the vocabulary count, but are in no chunk. */
export class ChunkReader {
  readonly #corpus: Corpus;
  readonly #options: ChunksOptions;
  /** Those of a list, whose words are looked up once. */
  #known: readonly Chunk[] | undefined;

  constructor(corpus: Corpus, options: ChunksOptions) {
    this.#corpus = corpus;
    this.#options = options;
  }

  /** The chunks behind the first `skip` sentences, which must be the end of one. */
  async *read(skip: number): AsyncGenerator<Chunk, void> {
    if (this.#known) {
      yield* this.#known.filter(({ end }) => end > skip);
      return;
    }
    const isList = Array.isArray(this.#corpus);
    const known: Chunk[] = [];
    for await (const chunk of chunksOf(this.#corpus, this.#options, skip)) {
      if (isList) known.push(chunk);
      yield chunk;
    }
    if (isList && skip === 0) this.#known = known;
  }
}

async function* chunksOf(
  corpus: Corpus,
  { vocabulary, words: enough, maxSentenceWords }: ChunksOptions,
  skip: number,
): AsyncGenerator<Chunk, void> {
  let words = new Int32Array(enough + 1000);
  let [used, end]: [number, number] = [0, 0];
  let ends: number[] = [];
  /** Whether the chunk is complete. */
  const take = (sentence: Sentence): boolean => {
    end += 1;
    if (end <= skip) return false;
    if (used + sentence.length > words.length) {
      const larger = new Int32Array(2 * (used + sentence.length));
      larger.set(words);
      words = larger;
    }
    const begin = used;
    used = vocabulary.encodeInto(sentence, words, begin);
    if (used > begin) ends.push(used);
    return used >= enough;
  };
  const given = (): Chunk => {
    const chunk = { words: words.slice(0, used), ends: Int32Array.from(ends), end };
    [used, ends] = [0, []];
    return chunk;
  };
  const chunksWith = function* (sentence: Sentence): Generator<Chunk, void> {
    for (let from = 0; from < sentence.length; from += maxSentenceWords) {
      if (take(sentence.slice(from, from + maxSentenceWords))) yield given();
    }
  };
  const source = startOf(corpus);
  if (Symbol.iterator in source) {
    for (const sentence of source) {
      if (sentence.length > maxSentenceWords) yield* chunksWith(sentence);
      else if (take(sentence)) yield given();
    }
  } else {
    for await (const sentence of source) {
      if (sentence.length > maxSentenceWords) yield* chunksWith(sentence);
      else if (take(sentence)) yield given();
    }
  }
  if (used > 0) yield given();
}
