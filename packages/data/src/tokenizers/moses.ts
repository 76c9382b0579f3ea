import { escapeToken, unescapeToken } from '../moses/escape.ts';
import { joinWords } from '../moses/join-words.ts';
import { mosesLanguage, type MosesLanguage, type MosesLanguageName } from '../moses/languages.ts';
import { normalizeText, type NormalizeTextOptions } from '../moses/normalize-text.ts';
import { splitWords } from '../moses/split-words.ts';
import type { Tokenizer } from './tokenizer.ts';

export interface MosesTokenizerOptions {
  /** Whose abbreviations and apostrophes to follow. Default 'en'. */
  readonly language?: MosesLanguageName;
  readonly lowerCase?: boolean;
  /** Split words at hyphens, `well-made` → `well @-@ made`. Default false. */
  readonly splitHyphens?: boolean;
  /** Write & | < > ' " [ ] as `&amp;` …, as files made by Moses have them. Default false. */
  readonly escape?: boolean;
  /** Make punctuation uniform first. Default false. */
  readonly normalizePunctuation?: boolean;
}

/**
 * Words and punctuation by the rules of the Moses tokeniser, in words of our own; see `splitWords` for the rules.
 *
 * @example new MosesTokenizer().tokenize("Mr. Smith doesn't care.") // ['Mr.', 'Smith', 'doesn', "'t", 'care', '.']
 */
export class MosesTokenizer implements Tokenizer {
  readonly name: string;
  readonly #language: MosesLanguage;
  readonly #normalize: NormalizeTextOptions;
  readonly #splitHyphens: boolean;
  readonly #escape: boolean;

  constructor({
    language = 'en',
    lowerCase = false,
    splitHyphens = false,
    escape = false,
    normalizePunctuation = false,
  }: MosesTokenizerOptions = {}) {
    this.name = `moses-${language}`;
    this.#language = mosesLanguage(language);
    this.#normalize = normalizePunctuation ? { lowerCase, punctuation: language } : { lowerCase };
    this.#splitHyphens = splitHyphens;
    this.#escape = escape;
  }

  tokenize(text: string): string[] {
    const normalized = normalizeText(text, this.#normalize);
    const tokens = splitWords(normalized, this.#language, this.#splitHyphens);
    return this.#escape ? tokens.map((token) => escapeToken(token)) : tokens;
  }

  detokenize(tokens: readonly string[]): string {
    const plain = this.#escape ? tokens.map((token) => unescapeToken(token)) : tokens;
    return joinWords(plain, this.#language);
  }
}
