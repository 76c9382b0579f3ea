import { DataError } from '@rondo/data';
import * as v from 'valibot';
import {
  eachSentence,
  emptyCorpus,
  startOf,
  unsplit,
  type Corpus,
  type Sentence,
} from '../corpus/corpus.ts';
import { fromOne } from '../options/counts.ts';
import { checkedOptions } from '../options/option-fault.ts';
import { mostCounted, WordTally } from '../vocabulary/word-tally.ts';

const schema = v.strictObject({
  /** δ: pairs must come more often. */
  minCount: v.optional(fromOne, 5),
  /** Pairs with a higher score are phrases; fewer are with a higher one. */
  threshold: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0)), 100),
  /** What stands between the words of a phrase. */
  delimiter: v.optional(v.string(), '_'),
  /** Different words, and different pairs, that are counted at once; with more, the rarest so far are dropped. */
  maxCounted: v.optional(fromOne, mostCounted / 2),
});

export type PhrasesOptions = v.InferInput<typeof schema>;

export interface Phrase {
  readonly words: readonly [first: string, second: string];
  readonly count: number;
  readonly score: number;
}

/** Behind the first word of a pair. */
const behind = '\0';

/**
 * Pairs of words that come together far more often than chance would have it, such as "new york", which become one word:
 *
 *     score(a, b) = (count(a b) - δ) / (count(a) count(b)) · words of the corpus
 *
 * Source: Mikolov et al. 2013, "Distributed Representations of Words and Phrases and their Compositionality", section 4, with the factor
 * of their program, which makes a threshold fit corpora of any size. (gensim's factor is how many different words and pairs there are.)
 */
export class Phrases {
  /** All phrases, the highest score first. */
  readonly found: readonly Phrase[];
  readonly delimiter: string;
  readonly #keys: ReadonlySet<string>;

  constructor(found: readonly Phrase[], delimiter = '_') {
    this.found = found;
    this.delimiter = delimiter;
    this.#keys = new Set(found.map(({ words }) => words.join(behind)));
  }

  /**
   * Counts the words and pairs of a corpus. For phrases of more words look for phrases in what `joined` gives, with a lower threshold.
   * @throws DataError when the corpus has no words, or for options that do not fit.
   */
  static async of(corpus: Corpus, options: PhrasesOptions = {}): Promise<Phrases> {
    const { minCount, threshold, delimiter, maxCounted } = checkedOptions(
      schema,
      options,
      'Phrases: ',
    );
    const [words, pairs] = [new WordTally(maxCounted), new WordTally(maxCounted)];
    let total = 0;
    await eachSentence(corpus, (sentence) => {
      const own = wordsOf(sentence);
      total += own.length;
      for (const [i, word] of own.entries()) {
        words.add(word);
        if (i > 0) pairs.add(own[i - 1]! + behind + word);
      }
    });
    if (total === 0) throw emptyCorpus(0);
    const found: Phrase[] = [];
    for (const [key, together] of pairs.counts) {
      if (together <= minCount) continue;
      const [a, b] = key.split(behind) as [string, string];
      const [m, n] = [words.counts.get(a), words.counts.get(b)];
      if (m === undefined || n === undefined) continue;
      const score = ((together - minCount) / (m * n)) * total;
      if (score > threshold) found.push({ words: [a, b], count: together, score });
    }
    return new Phrases(
      found.toSorted((a, b) => b.score - a.score),
      delimiter,
    );
  }

  /** A sentence with its phrases as words, taken from the left: a word is in one phrase at most. */
  join(sentence: Sentence): string[] {
    const words = wordsOf(sentence);
    const joined: string[] = [];
    for (let i = 0; i < words.length; i++) {
      const [a, b] = [words[i]!, words[i + 1]];
      const isPhrase = b !== undefined && this.#keys.has(a + behind + b);
      joined.push(isPhrase ? a + this.delimiter + b : a);
      i += Number(isPhrase);
    }
    return joined;
  }

  /** A corpus with its phrases as words, sentence by sentence: it can be read anew where the corpus can. */
  joined(corpus: Corpus): () => AsyncGenerator<string[], void> {
    const join = (sentence: Sentence): string[] => this.join(sentence);
    return async function* sentences() {
      for await (const sentence of startOf(corpus)) yield join(sentence);
    };
  }
}

function wordsOf(sentence: Sentence): readonly string[] {
  if (typeof sentence === 'string') throw unsplit(sentence);
  if (!(sentence instanceof Int32Array)) return sentence;
  throw new DataError('Phrases: sentences of indices have lost their words; join them before');
}
