import { DataError } from '../errors.ts';
import { segmentWords } from './segment-words.ts';
import type { Tokenizer } from './tokenizer.ts';

export interface ChineseTokenizerOptions {
  /** Words as `Intl.Segmenter` finds them, or one token per Chinese character. Default words. */
  readonly unit?: 'words' | 'characters';
}

// Without a dictionary: every code point alone, but Latin words and numbers whole.
const characters = /[\p{Script=Latin}\p{M}\p{Nd}]+|\S/gu;
const endsInLatin = /[\p{Script=Latin}\p{Nd}]\p{M}*$/u;
const onlyMarks = /^\p{M}*$/u;
const startsInLatin = /^[\p{Script=Latin}\p{Nd}]/u;

/**
 * Chinese, which is written without blanks: `unit: 'words'` by the dictionary of `Intl.Segmenter`, which differs a little
 * from one engine to the next; `unit: 'characters'` the same everywhere. Blanks are dropped; text is joined without blanks,
 * except between two Latin words or numbers.
 */
export class ChineseTokenizer implements Tokenizer {
  readonly name: string;
  readonly #segmenter: Intl.Segmenter | undefined;

  constructor({ unit = 'words' }: ChineseTokenizerOptions = {}) {
    this.name = `chinese-${unit}`;
    if (unit !== 'words') return;
    if (!('Segmenter' in Intl)) {
      throw new DataError(
        "ChineseTokenizer: this engine has no Intl.Segmenter; use { unit: 'characters' }",
      );
    }
    this.#segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
  }

  tokenize(text: string): string[] {
    if (this.#segmenter === undefined) return text.match(characters) ?? [];
    return segmentWords(this.#segmenter, text)
      .map((segment) => segment.trim())
      .filter((token) => token !== '');
  }

  detokenize(tokens: readonly string[]): string {
    let text = '';
    let isLatin = false;
    for (const token of tokens) {
      text += isLatin && startsInLatin.test(token) ? ` ${token}` : token;
      // Marks belong to what they stand on.
      if (!onlyMarks.test(token)) isLatin = endsInLatin.test(token);
    }
    return text;
  }
}
