import { splitAtBlanks, trimEndBlanks } from './blanks.ts';
import { decodeEntities, splitBesideNumbers, splitPunctuation } from './western-punctuation.ts';

export interface TerTokenizerOptions {
  /** Split punctuation from words and decode XML's entities. Default false: words are what stands between blanks. */
  readonly normalized?: boolean;
  /** Leave out punctuation. Default false. */
  readonly noPunct?: boolean;
  /** With `normalized`: every Chinese character is a word; with `noPunct`: leave out Asian punctuation, too. Default false. */
  readonly asianSupport?: boolean;
  /** Default false: compare in lower case. */
  readonly caseSensitive?: boolean;
}

const asianPunctuation =
  /[\u3001\u3002\u3008-\u3011\u3014-\u301f\u30fb\uff01\uff02\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff61-\uff65]/gu;

// Ideographs, radicals, strokes, compatibility forms, enclosed characters. Tercom's rules for runs of kana only hold for a text
// without any blank, and the normalised text always has two.
const asianCharacters =
  /[\u2e80-\u2eff\u31c0-\u31ef\u3200-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f]/gu;

/** The words of a segment as Tercom's tokeniser gives them. */
export function terWords(
  segment: string,
  {
    normalized = false,
    noPunct = false,
    asianSupport = false,
    caseSensitive = false,
  }: TerTokenizerOptions,
): string[] {
  let text = trimEndBlanks(segment);
  if (!caseSensitive) text = text.toLowerCase();
  if (normalized) {
    text = normalize(text);
    if (asianSupport) {
      text = text.replace(asianCharacters, ' $& ').replace(asianPunctuation, ' $& ');
    }
  }
  if (noPunct) {
    text = text.replace(/[.,?:;!"()]/gu, '');
    if (asianSupport) text = text.replace(asianPunctuation, '');
  }
  return splitAtBlanks(text);
}

function normalize(text: string): string {
  const line = decodeEntities(text.replaceAll('\n-', '').replaceAll('\n', ' '));
  return splitBesideNumbers(splitPunctuation(` ${line} `).replaceAll("'s ", " 's "));
}
