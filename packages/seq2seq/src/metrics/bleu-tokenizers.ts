import { splitAtBlanks, trimEndBlanks } from './blanks.ts';
import { decodeEntities, splitBesideNumbers, splitPunctuation } from './western-punctuation.ts';

/** How BLEU splits a segment into words. */
export type BleuTokenizer = '13a' | 'none' | 'intl' | 'char' | 'zh';

const western = (text: string): string => splitBesideNumbers(splitPunctuation(text));

const splitters: { readonly [Name in BleuTokenizer]: (segment: string) => string } = {
  none: (segment) => segment,

  // mteval-v13a.pl.
  '13a': (segment) => {
    const line = segment.replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ');
    return western(` ${decodeEntities(line)} `);
  },

  // mteval-v14.pl: every punctuation mark without a number beside it, and every symbol.
  intl: (segment) =>
    segment
      .replace(/(\P{N})(\p{P})/gu, '$1 $2 ')
      .replace(/(\p{P})(\P{N})/gu, ' $1 $2')
      .replace(/\p{S}/gu, ' $& '),

  char: (segment) => Array.from(segment).join(' '),

  zh: (segment) => western(splitAtBlanks(segment).join(' ').replace(chinese, ' $& ')),
};

// The ranges of sacreBLEU. U+2001–U+2A6D and U+2F81–U+2FA1 are its reading of "\u20000" … "\u2a6d6" and "\u2f800" … "\u2fa1d",
// which Python takes for two characters each; equal digits need them.
const chinese =
  /[\u2001-\u2a6d\u2e80-\u2fdf\u2ff0-\u303f\u3100-\u312f\u31a0-\u31bf\u31c0-\u31ef\u3200-\u4db5\u4e00-\u9fbb\uf900-\ufa2d\ufa30-\ufa6a\ufa70-\ufad9\ufe10-\ufe1f\ufe30-\ufe4f\uff00-\uffef]/gu;

export const bleuTokenizers = Object.keys(splitters) as readonly BleuTokenizer[];

/** The words of a segment as sacreBLEU's tokeniser of that name gives them. */
export function bleuWords(segment: string, name: BleuTokenizer, lowercase: boolean): string[] {
  const text = trimEndBlanks(lowercase ? segment.toLowerCase() : segment);
  return splitAtBlanks(splitters[name](text));
}
