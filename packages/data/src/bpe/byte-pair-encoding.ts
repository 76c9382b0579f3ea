import { DataError } from '../errors.ts';
import { endOfWord, formatMerges, parseMerges, type Merge, type MergesVersion } from './merges.ts';
import { pairKey, Symbols } from './symbols.ts';

/** What marks a piece that another piece of the same word follows. */
const separator = '@@';
const maxCachedWords = 200_000;

/**
 * Byte pair encoding of words into pieces, equal to `subword-nmt apply-bpe` (Sennrich, Haddow and Birch 2016, section 3.2).
 *
 * A word starts as its characters, the last one marked as the end of the word. While a neighbouring pair is in the merge
 * list, the pair that stands first in the list is joined everywhere in the word. Pieces that another piece follows end in `@@`.
 */
export class BytePairEncoding {
  readonly version: MergesVersion;
  readonly merges: readonly Merge[];
  readonly #symbols = new Symbols();
  /** From a pair of symbols to the rank of its merge. */
  readonly #ranks = new Map<number, number>();
  /** The symbol that the merge of a rank makes. */
  readonly #joined: number[] = [];
  readonly #cache = new Map<string, readonly string[]>();

  constructor(merges: readonly Merge[], version: MergesVersion = '0.2') {
    this.version = version;
    this.merges = merges;
    for (const [rank, [left, right]] of merges.entries()) {
      const key = pairKey(this.#symbols.intern(left), this.#symbols.intern(right));
      // Of a pair listed twice the first entry counts.
      if (!this.#ranks.has(key)) this.#ranks.set(key, rank);
      this.#joined.push(this.#symbols.intern(left + right));
    }
  }

  /** Reads a merge list as subword-nmt writes it; throws a DataError that names the line. */
  static fromMerges(text: string): BytePairEncoding {
    const { merges, version } = parseMerges(text);
    return new BytePairEncoding(merges, version);
  }

  /** The merge list in subword-nmt's file format. */
  toMerges(): string {
    return formatMerges(this.version, this.merges);
  }

  /** The pieces of words: `['bushes']` → `['bus@@', 'hes']`. */
  encode(words: readonly string[]): string[] {
    const pieces: string[] = [];
    for (const word of words) pieces.push(...this.encodeWord(word));
    return pieces;
  }

  /** The words of pieces. A word that itself ends in `@@` cannot be told from a piece and is joined to the next one. */
  decode(pieces: readonly string[]): string[] {
    const words: string[] = [];
    let start = '';
    for (const piece of pieces) {
      if (piece.endsWith(separator)) {
        start += piece.slice(0, -separator.length);
      } else {
        words.push(start + piece);
        start = '';
      }
    }
    if (start !== '') words.push(start);
    return words;
  }

  /** The pieces of one word; remembered, because words repeat. */
  encodeWord(word: string): readonly string[] {
    const known = this.#cache.get(word);
    if (known !== undefined) return known;
    if (/^$|\s/u.test(word)) {
      throw new DataError(
        `BytePairEncoding: a word must not be empty or contain blanks, received ${JSON.stringify(word.slice(0, 60))}; split the text with a tokeniser first`,
        { word },
      );
    }
    const pieces = this.#split(word);
    if (this.#cache.size >= maxCachedWords) this.#cache.clear();
    this.#cache.set(word, pieces);
    return pieces;
  }

  #split(word: string): string[] {
    const texts = Array.from(word);
    if (texts.length === 1) return texts;
    if (this.version === '0.1') texts.push(endOfWord);
    else texts[texts.length - 1] += endOfWord;
    const ids = texts.map((text) => this.#symbols.find(text));
    for (let rank = this.#first(ids); rank < Infinity; rank = this.#first(ids)) {
      this.#join(rank, ids, texts);
    }
    if (texts.at(-1) === endOfWord) texts.pop();
    return texts.map((text, i) =>
      i < texts.length - 1 ? text + separator : withoutEndOfWord(text),
    );
  }

  /** The smallest rank of any neighbouring pair; Infinity if none is in the list. */
  #first(ids: readonly number[]): number {
    let best = Infinity;
    for (let i = 1; i < ids.length; i++) {
      const left = ids[i - 1]!;
      const right = ids[i]!;
      if (left < 0 || right < 0) continue;
      const rank = this.#ranks.get(pairKey(left, right));
      if (rank !== undefined && rank < best) best = rank;
    }
    return best;
  }

  /** Joins every occurrence of a merge in place, from left to right. */
  #join(rank: number, ids: number[], texts: string[]): void {
    const [left, right] = this.merges[rank]!;
    let length = 0;
    for (let i = 0; i < texts.length; i++) {
      const joins = texts[i] === left && texts[i + 1] === right;
      ids[length] = joins ? this.#joined[rank]! : ids[i]!;
      texts[length] = joins ? left + right : texts[i]!;
      length += 1;
      if (joins) i += 1;
    }
    ids.length = length;
    texts.length = length;
  }
}

function withoutEndOfWord(text: string): string {
  return text.endsWith(endOfWord) ? text.slice(0, -endOfWord.length) : text;
}
