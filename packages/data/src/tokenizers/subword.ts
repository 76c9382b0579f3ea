import type { BytePairEncoding } from '../bpe/byte-pair-encoding.ts';
import { DataError } from '../errors.ts';
import type { Random } from '../random/random.ts';
import type { Tokenizer } from './tokenizer.ts';

export interface SubwordTokenizerOptions {
  /** The probability with which `sample` leaves out a merge. Default 0: there is no `sample`. */
  readonly dropout?: number;
}

/** Splits text into words by another tokeniser and each word into pieces by byte pair encoding. */
export class SubwordTokenizer implements Tokenizer {
  readonly name = 'subword';
  readonly #encoding: BytePairEncoding;
  readonly #words: Tokenizer;
  /** There where merges may be left out. */
  readonly sample?: (text: string, random: Random) => string[];
  readonly possible?: (text: string) => string[];

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
    if (dropout === 0) return;
    this.sample = (text, random) =>
      encoding.encode(words.tokenize(text), { probability: dropout, random });
    this.possible = (text) => words.tokenize(text).flatMap((word) => encoding.possiblePieces(word));
  }

  tokenize(text: string): string[] {
    return this.#encoding.encode(this.#words.tokenize(text));
  }

  detokenize(tokens: readonly string[]): string {
    return this.#words.detokenize(this.#encoding.decode(tokens));
  }
}
