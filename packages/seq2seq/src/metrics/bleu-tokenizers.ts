/** How BLEU splits a segment into words. */
export type BleuTokenizer = '13a' | 'none' | 'intl' | 'char' | 'zh';

// Python's notion of a blank, which differs from JavaScript's \s in U+001C–U+001F, U+0085 and U+FEFF.
const blanks = String.raw`[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+`;
const blank = new RegExp(blanks, 'u');
const trailingBlanks = new RegExp(`${blanks}$`, 'u');
const outerBlanks = new RegExp(`^${blanks}|${blanks}$`, 'gu');

// mteval-v13a.pl: ASCII punctuation apart from . , - and '; then . and , unless a digit is beside; then - after a digit.
const western = (text: string): string =>
  text
    .replace(/[{-~[-` -&(-+:-@/]/gu, ' $& ')
    .replace(/([^0-9])([.,])/gu, '$1 $2 ')
    .replace(/([.,])([^0-9])/gu, ' $1 $2')
    .replace(/([0-9])(-)/gu, '$1 $2 ');

const splitters: { readonly [Name in BleuTokenizer]: (segment: string) => string } = {
  none: (segment) => segment,

  '13a': (segment) =>
    western(
      ` ${segment
        .replaceAll('<skipped>', '')
        .replaceAll('-\n', '')
        .replaceAll('\n', ' ')
        .replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')} `,
    ),

  // mteval-v14.pl: every punctuation mark without a number beside it, and every symbol.
  intl: (segment) =>
    segment
      .replace(/(\P{N})(\p{P})/gu, '$1 $2 ')
      .replace(/(\p{P})(\P{N})/gu, ' $1 $2')
      .replace(/\p{S}/gu, ' $& '),

  char: (segment) => Array.from(segment).join(' '),

  zh: (segment) => western(segment.replace(outerBlanks, '').replace(chinese, ' $& ')),
};

// The ranges of sacreBLEU. U+2001–U+2A6D and U+2F81–U+2FA1 are its reading of "\u20000" … "\u2a6d6" and "\u2f800" … "\u2fa1d",
// which Python takes for two characters each; equal digits need them.
const chinese =
  /[\u2001-\u2a6d\u2e80-\u2fdf\u2ff0-\u303f\u3100-\u312f\u31a0-\u31bf\u31c0-\u31ef\u3200-\u4db5\u4e00-\u9fbb\uf900-\ufa2d\ufa30-\ufa6a\ufa70-\ufad9\ufe10-\ufe1f\ufe30-\ufe4f\uff00-\uffef]/gu;

export const bleuTokenizers = Object.keys(splitters) as readonly BleuTokenizer[];

/** The words of a segment as sacreBLEU's tokeniser of that name gives them. */
export function bleuWords(segment: string, name: BleuTokenizer, lowercase: boolean): string[] {
  const text = (lowercase ? segment.toLowerCase() : segment).replace(trailingBlanks, '');
  return splitters[name](text)
    .split(blank)
    .filter((word) => word !== '');
}
