import type { WordCounts } from '../vocabulary/word-counts.ts';
import type { Corpus, Sentence } from './corpus.ts';

/** Neighbouring sentences as indices. */
export interface Chunk {
  readonly sentences: readonly Int32Array[];
  /** Their words. */
  readonly words: number;
  /** How many sentences of the corpus were read so far, these included. */
  readonly end: number;
}

export interface ChunksOptions {
  readonly vocabulary: WordCounts;
  /** Words from which on a chunk is complete. */
  readonly words: number;
  /** Sentences that are passed over. */
  readonly skip: number;
}

/** Reads a corpus once, in chunks of whole sentences; sentences without a word of the vocabulary count, but are in no chunk. */
export async function* chunksOf(
  corpus: Corpus,
  { vocabulary, words: enough, skip }: ChunksOptions,
): AsyncGenerator<Chunk, void> {
  let [sentences, words, end]: [Int32Array[], number, number] = [[], 0, 0];
  /** Whether the chunk is complete. */
  const take = (sentence: Sentence): boolean => {
    end += 1;
    if (end <= skip) return false;
    const encoded = vocabulary.encode(sentence);
    if (encoded.length > 0) sentences.push(encoded);
    words += encoded.length;
    return words >= enough;
  };
  const given = (): Chunk => {
    const chunk = { sentences, words, end };
    [sentences, words] = [[], 0];
    return chunk;
  };
  const source = typeof corpus === 'function' ? corpus() : corpus;
  if (Symbol.iterator in source) {
    for (const sentence of source) if (take(sentence)) yield given();
  } else {
    for await (const sentence of source) if (take(sentence)) yield given();
  }
  if (words > 0) yield given();
}
