import { Charsmap } from './charsmap.ts';
import type { SentencePieceFile } from './model-file.ts';
import { characterLength, type Trie } from './trie.ts';

/** How a blank is written in pieces. */
export const blank = '\u2581';

const encoder = new TextEncoder();

/** Brings text into the form that a SentencePiece model splits: its rules of characters, blanks made single and visible. */
export class Normalizer {
  readonly #file: SentencePieceFile;
  readonly #charsmap: Charsmap | undefined;
  /** Symbols that the user defined: no rule touches them. */
  readonly #kept: Trie;

  constructor(file: SentencePieceFile, kept: Trie, name: string) {
    const { charsmap } = file.normalizer;
    this.#file = file;
    this.#kept = kept;
    this.#charsmap = charsmap.length > 0 ? new Charsmap(charsmap, name) : undefined;
  }

  normalize(text: string): string {
    const { addDummyPrefix, removeExtraWhitespaces, escapeWhitespaces } = this.#file.normalizer;
    const space = escapeWhitespaces ? blank : ' ';
    let result = '';
    let first = true;
    let afterBlank = removeExtraWhitespaces;
    for (const chunk of this.#chunks(text)) {
      if (first && removeExtraWhitespaces && chunk === ' ') continue;
      if (first && addDummyPrefix && !this.#file.whitespaceAsSuffix) result += space;
      first = false;
      const kept = afterBlank ? chunk.replace(/^ +/u, '') : chunk;
      if (kept === '') continue;
      result += escapeWhitespaces ? kept.replaceAll(' ', blank) : kept;
      afterBlank = removeExtraWhitespaces && kept.endsWith(' ');
    }
    if (first) return '';
    if (removeExtraWhitespaces) {
      let end = result.length;
      while (result.startsWith(space, end - 1) && end > 0) end -= 1;
      result = result.slice(0, end);
    }
    return addDummyPrefix && this.#file.whitespaceAsSuffix ? result + space : result;
  }

  /** The text piece by piece after the rules of characters; a blank that is left stands at the end of its chunk. */
  *#chunks(text: string): Generator<string, void> {
    const bytes = this.#charsmap && encoder.encode(text);
    let byte = 0;
    for (let i = 0; i < text.length;) {
      const kept = this.#kept.longest(text, i);
      const rule = kept === 0 && bytes ? this.#charsmap?.longest(bytes, byte) : undefined;
      if (rule) yield rule.text;
      const end = kept > 0 ? i + kept : undefined;
      const endByte = byte + (rule?.bytes ?? 1);
      if (kept > 0) yield text.slice(i, end);
      else if (!rule) yield wellFormed(text, i);
      do {
        byte += byteLength(text.codePointAt(i)!);
        i += characterLength(text, i);
      } while (end === undefined ? byte < endByte && i < text.length : i < end);
    }
  }
}

/** The character at `i`; U+FFFD for half a surrogate pair. */
function wellFormed(text: string, i: number): string {
  const code = text.codePointAt(i)!;
  return code >= 0xd800 && code <= 0xdfff ? '\uFFFD' : String.fromCodePoint(code);
}

/** The bytes of a code point in UTF-8. */
export function byteLength(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
