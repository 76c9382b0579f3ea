import { DataError } from '../errors.ts';
import type { MosesLanguageName } from './languages.ts';
import { normalizePunctuation } from './normalize-punctuation.ts';

export interface NormalizeTextOptions {
  /** A Unicode normal form: NFC joins letters and marks, NFKC also maps ﬁ, ① and full-width letters to plain ones. */
  readonly unicode?: 'NFC' | 'NFKC';
  /** Make punctuation uniform by the habits of a language: `normalizePunctuation`. */
  readonly punctuation?: MosesLanguageName;
  /** Remove control characters that are no blanks. Default true. */
  readonly removeControls?: boolean;
  readonly lowerCase?: boolean;
}

// Soft hyphens and joiners are format characters, and stay: some scripts need them.
const controls = /(?![\s\u0085])[\p{Cc}\uFFFE\uFFFF]/gu;

/** Normalises a text in this order: control characters, Unicode, punctuation, case. */
export function normalizeText(
  text: string,
  { unicode, punctuation, removeControls = true, lowerCase = false }: NormalizeTextOptions = {},
): string {
  let result = removeControls ? text.replaceAll(controls, '') : text;
  if (unicode !== undefined) result = inForm(result, unicode);
  if (punctuation !== undefined) result = normalizePunctuation(result, punctuation);
  return lowerCase ? result.toLowerCase() : result;
}

function inForm(text: string, form: 'NFC' | 'NFKC'): string {
  if (form === 'NFC' || form === 'NFKC') return text.normalize(form);
  throw new DataError(
    `normalizeText: unicode must be 'NFC' or 'NFKC', received ${JSON.stringify(form)}`,
    { unicode: form },
  );
}
