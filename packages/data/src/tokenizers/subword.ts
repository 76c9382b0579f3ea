import type { BytePairEncoding } from '../bpe/byte-pair-encoding.ts';
import { DataError } from '../errors.ts';
import type { Random } from '../random/random.ts';
import type { Tokenizer } from './tokenizer.ts';

export interface SubwordTokenizerOptions {
  /** The probability with which `sample` leaves out a merge. Default 0. */
  readonly dropout?: number;
}

/** Splits text into words by another tokeniser and each word into pieces by byte pair encoding. */
export class SubwordTokenizer implements Tokenizer {
  readonly name = 'subword';
  readonly #encoding: BytePairEncoding;
  readonly #words: Tokenizer;
  readonly #dropout: number;

  constructor(
    encoding: BytePairEncoding,
    words: Tokenizer,
    { dropout = 0 }: SubwordTokenizerOptions = {},
  ) {
    if (!(dropout >= 0 && dropout <= 1)) {
      throw new DataError(
        `SubwordTokenizer: dropout is a probability between 0 and 1, received ${dropout}`,
        { dropout },
      );
    }
    this.#encoding = encoding;
    this.#words = words;
    this.#dropout = dropout;
  }

  tokenize(text: string): string[] {
    return this.#encoding.encode(this.#words.tokenize(text));
  }

  sample(text: string, random: Random): string[] {
    const dropout = { probability: this.#dropout, random };
    return this.#encoding.encode(this.#words.tokenize(text), dropout);
  }

  detokenize(tokens: readonly string[]): string {
    return this.#words.detokenize(this.#encoding.decode(tokens));
  }
}
