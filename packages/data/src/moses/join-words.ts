import type { MosesLanguage } from './languages.ts';
import { splitHyphen } from './split-words.ts';

/** The side on which no blank stands. */
type Side = 'left' | 'right' | 'both' | 'neither';

const closing = /^(?:[,.?!:;\\%}\])°”’»…]|\.{2,})+$/u;
const spacedInFrench = /^[?!:;\\%]+$/u;
const opening = /^[\p{Sc}([{¿¡‚]+$/u;
const chinese =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]+$/u;
const lettersOnly = /^\p{L}/u;

/**
 * Joins the tokens of a sentence into text: the way back from `splitWords`.
 *
 * Closing punctuation clings to the left, opening to the right; straight quotation marks open and close in turn; `'s` and `n't`
 * cling to the left (en), `l'` to the right (fr, it); an apostrophe between letters to both (others); `@-@` becomes a hyphen;
 * Chinese and Japanese characters are joined without blanks. In French a blank stays before ? ! : ;
 */
export function joinWords(tokens: readonly string[], language: MosesLanguage): string {
  const open = new Set<string>();
  let text = '';
  let glued = true;
  for (const [i, token] of tokens.entries()) {
    const side = sideOf(i, tokens, language, open);
    const word = token === splitHyphen ? '-' : token;
    text += glued || side === 'left' || side === 'both' ? word : ` ${word}`;
    glued = side === 'right' || side === 'both';
  }
  return text;
}

function sideOf(
  i: number,
  tokens: readonly string[],
  language: MosesLanguage,
  open: Set<string>,
): Side {
  const token = tokens[i]!;
  const next = tokens[i + 1];
  if (token === splitHyphen) return 'both';
  if (token === "'" && isInsideWord(tokens, i, language, open)) return 'both';
  if (token === ':' && isTime(tokens[i - 1], next)) return 'both';
  if (/^['"„“‘`]$/u.test(token)) return quoteSide(i, tokens, open);
  if (token === '«') return language.spacedPunctuation ? 'neither' : 'right';
  if (token === '»') return language.spacedPunctuation ? 'neither' : 'left';
  if (language.spacedPunctuation && spacedInFrench.test(token)) return 'neither';
  if (closing.test(token)) return 'left';
  if (opening.test(token)) return 'right';
  if (language.apostrophe === 'right' && /^'\p{L}/u.test(token) && i > 0) return 'left';
  if (language.apostrophe === 'left' && /\p{L}'$/u.test(token) && lettersOnly.test(next ?? '')) {
    return 'right';
  }
  return chinese.test(token) && next !== undefined && chinese.test(next) ? 'right' : 'neither';
}

/** 10 : 30 */
function isTime(before = '', after = ''): boolean {
  return /^\d{1,2}$/u.test(before) && /^\d{2}$/u.test(after);
}

/** Without a partner, an apostrophe between two words is a part of one: `geht ' s`. */
function isInsideWord(
  tokens: readonly string[],
  i: number,
  { apostrophe }: MosesLanguage,
  open: ReadonlySet<string>,
): boolean {
  if (apostrophe !== 'alone' || open.has("'") || tokens.includes("'", i + 1)) return false;
  return lettersOnly.test(tokens[i - 1] ?? '') && lettersOnly.test(tokens[i + 1] ?? '');
}

/** Quotation marks open and close in turn; “ closes after „; a single one without a partner ends a word (the dogs'). */
function quoteSide(i: number, tokens: readonly string[], open: Set<string>): Side {
  const token = tokens[i]!;
  if (token === '„') {
    open.add(token);
    return 'right';
  }
  if (token === '“' || token === '‘') return open.delete('„') ? 'left' : 'right';
  if (open.delete(token)) return 'left';
  if (token === "'" && !tokens.includes("'", i + 1)) return i === 0 ? 'right' : 'left';
  open.add(token);
  return 'right';
}
