import type { Tokenizer } from './tokenizer.ts';

export interface CharacterTokenizerOptions {
  readonly lowerCase?: boolean;
}

/**
 * One token per Unicode code point, blanks included, so that `detokenize(tokenize(text)) === text`.
 *
 * Code points, not grapheme clusters: cluster rules change with each Unicode version, and a vocabulary must not.
 */
export class CharacterTokenizer implements Tokenizer {
  readonly name = 'characters';
  readonly #lowerCase: boolean;

  constructor({ lowerCase = false }: CharacterTokenizerOptions = {}) {
    this.#lowerCase = lowerCase;
  }

  tokenize(text: string): string[] {
    return Array.from(this.#lowerCase ? text.toLowerCase() : text);
  }

  detokenize(tokens: readonly string[]): string {
    return tokens.join('');
  }
}
