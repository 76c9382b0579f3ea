import { joinWords } from './join-words.ts';
import type { Tokenizer } from './tokenizer.ts';

export interface WordTokenizerOptions {
  /** Fold the text to lower case. Default false. */
  readonly lowerCase?: boolean;
}

// A run of letters, marks and digits; inside it single apostrophes, hyphens and underscores, and . , : / between digits.
const letters = String.raw`[\p{L}\p{N}][\p{L}\p{M}\p{N}]*`;
const inner = String.raw`(?:['’‐_-]|(?<=\p{N})[.,:/](?=\p{N}))`;
// A hyphen that stands for the missing part of a compound stays with the word: "Limonade- und", "und -tassen".
const before = String.raw`(?:(?<!\S)[-‐])?`;
const after = String.raw`(?:[-‐](?=[\s,;]|$))?`;
// Any other character is a token; repetitions of it ("...", "--") and marks on it stay together.
const symbol = String.raw`(?:(\S)\1*)\p{M}*`;
const pattern = new RegExp(`${before}${letters}(?:${inner}${letters})*${after}|${symbol}`, 'gu');

/**
 * Words of languages written with blanks, punctuation split off: `It's 3.50 – well-made!` → `It's`, `3.50`, `–`, `well-made`, `!`.
 *
 * A word is a run of letters, marks and digits; one apostrophe, hyphen or underscore inside it, and one of `. , : /` between
 * digits, belong to it, and so does a hyphen next to a blank. Every other visible character is a token of its own, repetitions together. Text without blanks
 * (Chinese, Thai) stays one word: use `chinese` or `characters` there.
 */
export class WordTokenizer implements Tokenizer {
  readonly name = 'words';
  readonly #lowerCase: boolean;

  constructor({ lowerCase = false }: WordTokenizerOptions = {}) {
    this.#lowerCase = lowerCase;
  }

  tokenize(text: string): string[] {
    return (this.#lowerCase ? text.toLowerCase() : text).match(pattern) ?? [];
  }

  detokenize(tokens: readonly string[]): string {
    return joinWords(tokens);
  }
}
