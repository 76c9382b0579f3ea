import type { BytePairEncoding } from '../bpe/byte-pair-encoding.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Splits text into words by another tokeniser and each word into pieces by byte pair encoding. */
export class SubwordTokenizer implements Tokenizer {
  readonly name = 'subword';
  readonly #encoding: BytePairEncoding;
  readonly #words: Tokenizer;

  constructor(encoding: BytePairEncoding, words: Tokenizer) {
    this.#encoding = encoding;
    this.#words = words;
  }

  tokenize(text: string): string[] {
    return this.#encoding.encode(this.#words.tokenize(text));
  }

  detokenize(tokens: readonly string[]): string {
    return this.#words.detokenize(this.#encoding.decode(tokens));
  }
}
