import type { Random } from '../random/random.ts';
import type { Tokenizer } from '../tokenizers/tokenizer.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import type { SentencePair } from './sentence-pair.ts';

/** A sentence pair as token indices, without [begin] and [end]. */
export interface EncodedPair {
  readonly source: Int32Array;
  readonly target: Int32Array;
}

/** How the text of one side becomes indices. */
export interface SideEncoder {
  readonly tokenizer: Tokenizer;
  readonly vocabulary: Vocabulary;
}

export interface EncodePairsOptions {
  /** Draw the tokens at random where a tokeniser can (`sample`: BPE-dropout): for training, with another stream each epoch. */
  readonly random?: Random | undefined;
}

/** Tokenises and encodes every pair. */
export function encodePairs(
  pairs: Iterable<SentencePair>,
  sides: { readonly source: SideEncoder; readonly target: SideEncoder },
  { random }: EncodePairsOptions = {},
): EncodedPair[] {
  const encode = ({ tokenizer, vocabulary }: SideEncoder, text: string): Int32Array =>
    vocabulary.encode(
      random && tokenizer.sample ? tokenizer.sample(text, random) : tokenizer.tokenize(text),
    );
  return Array.from(pairs, ({ source, target }) => ({
    source: encode(sides.source, source),
    target: encode(sides.target, target),
  }));
}
