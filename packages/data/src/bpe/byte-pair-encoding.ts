import { DataError } from '../errors.ts';
import { Glossaries } from './glossaries.ts';
import { joinPairs, joinPairsWithDropout, type Joins, type MergeDropout } from './join-pairs.ts';
import { endOfWord, formatMerges, parseMerges, type Merge, type MergesVersion } from './merges.ts';
import { possibleSpans } from './possible-spans.ts';
import { PieceRestriction, separator } from './restrict.ts';
import { pairKey, Symbols } from './symbols.ts';

export interface BytePairEncodingOptions {
  /** The only pieces that may come out (with their `@@`); others are taken apart: `parseVocabulary`. Default: all. */
  readonly vocabulary?: ReadonlySet<string>;
  /** Strings that are never split, and are split off where they are part of a word. */
  readonly glossaries?: readonly string[];
}

const maxCachedWords = 200_000;
/** Longer words hardly come twice, and would fill the memory. */
const maxCachedLength = 100;

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
  readonly #joins: Joins = {
    rank: (left, right) => this.#rank(left, right),
    joined: (rank) => this.#joined[rank]!,
  };
  readonly #cache = new Map<string, readonly string[]>();
  readonly #possible = new Map<string, readonly string[]>();
  readonly #restriction: PieceRestriction | undefined;
  readonly #glossaries: Glossaries;

  constructor(
    merges: readonly Merge[],
    version: MergesVersion = '0.2',
    { vocabulary, glossaries = [] }: BytePairEncodingOptions = {},
  ) {
    this.version = version;
    this.#restriction = vocabulary && new PieceRestriction(vocabulary, merges);
    this.#glossaries = new Glossaries(glossaries);
    this.merges = merges;
    for (const [rank, [left, right]] of merges.entries()) {
      const key = pairKey(this.#symbols.intern(left), this.#symbols.intern(right));
      // Of a pair listed twice the first entry counts.
      if (!this.#ranks.has(key)) this.#ranks.set(key, rank);
      this.#joined.push(this.#symbols.intern(left + right));
    }
  }

  /** Reads a merge list as subword-nmt writes it; throws a DataError that names the line. */
  static fromMerges(text: string, options: BytePairEncodingOptions = {}): BytePairEncoding {
    const { merges, version } = parseMerges(text);
    return new BytePairEncoding(merges, version, options);
  }

  /** The merge list in subword-nmt's file format. */
  toMerges(): string {
    return formatMerges(this.version, this.merges);
  }

  /**
   * The pieces of words: `['bushes']` → `['bus@@', 'hes']`. With `dropout`, every possible join is left out with its probability
   * in every round (Provilkov, Emelianenko and Voita 2020): 0 changes nothing, 1 gives characters.
   */
  encode(words: readonly string[], dropout?: MergeDropout): string[] {
    const pieces: string[] = [];
    for (const word of words) {
      for (const piece of this.encodeWord(word, dropout)) pieces.push(piece);
    }
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

  /** The pieces of one word; remembered where nothing is left to chance, because words repeat. */
  encodeWord(word: string, dropout?: MergeDropout): readonly string[] {
    const chance = dropout !== undefined && dropout.probability > 0 ? dropout : undefined;
    const known = chance ? undefined : this.#cache.get(word);
    if (known !== undefined) return known;
    const pieces = marked(
      this.#partsOf(word).flatMap((part) => this.#split(part, chance)),
      true,
    );
    if (!chance) remember(this.#cache, word, pieces);
    return pieces;
  }

  /** Every piece that dropout can leave of a word, as often as it can stand there: a vocabulary of them misses none. */
  possiblePieces(word: string): readonly string[] {
    const known = this.#possible.get(word);
    if (known !== undefined) return known;
    const parts = this.#partsOf(word);
    const pieces = parts.flatMap((part, i) => this.#possibleOf(part, i === parts.length - 1));
    remember(this.#possible, word, pieces);
    return pieces;
  }

  /** A word cut at the strings that are never split. */
  #partsOf(word: string): string[] {
    if (!/^$|\s/u.test(word)) return this.#glossaries.split(word);
    throw new DataError(
      `BytePairEncoding: a word must not be empty or contain blanks, received ${JSON.stringify(word.slice(0, 60))}; split the text with a tokeniser first`,
      { word },
    );
  }

  /** The characters of a word, the end marked, and their symbols; undefined where it is not split. */
  #symbolsOf(word: string): { texts: string[]; ids: number[] } | undefined {
    const texts = Array.from(word);
    if (texts.length === 1 || this.#glossaries.has(word)) return undefined;
    if (this.version === '0.1') texts.push(endOfWord);
    else texts[texts.length - 1] += endOfWord;
    return { texts, ids: texts.map((text) => this.#symbols.find(text)) };
  }

  /** The possible pieces of a part of a word, with their marks. */
  #possibleOf(part: string, endsWord: boolean): string[] {
    const symbols = this.#symbolsOf(part);
    if (!symbols) return marked([part], endsWord);
    const { texts, ids } = symbols;
    const joined = (left: number, right: number): number | undefined =>
      this.#joined[this.#rank(left, right)];
    return possibleSpans(ids, joined).flatMap(({ start, end }) => {
      const text = texts.slice(start, end).join('');
      const piece = end === texts.length ? withoutEndOfWord(text) : text;
      if (piece === '') return [];
      // A mark that is a symbol of its own may be all that follows.
      const isLast = end === texts.length || texts[end] === endOfWord;
      const pieces = this.#restriction ? [...this.#restriction.partsOf(piece, isLast)] : [piece];
      return marked(pieces, isLast && endsWord);
    });
  }

  /** The pieces of a word without their marks. */
  #split(word: string, dropout: MergeDropout | undefined): string[] {
    const symbols = this.#symbolsOf(word);
    if (!symbols) return [word];
    const { texts, ids } = symbols;
    const starts = dropout
      ? joinPairsWithDropout(ids, this.#joins, dropout)
      : joinPairs(ids, this.#joins);
    const pieces = starts.map((start, i) => texts.slice(start, starts[i + 1]).join(''));
    if (pieces.at(-1) === endOfWord) pieces.pop();
    pieces.push(withoutEndOfWord(pieces.pop()!));
    return this.#restriction ? this.#restriction.apply(pieces) : pieces;
  }

  #rank(left: number, right: number): number {
    if (left < 0 || right < 0) return Infinity;
    return this.#ranks.get(pairKey(left, right)) ?? Infinity;
  }
}

/** Pieces with the mark of those that another one follows: all but the last, which has it unless it ends its word. */
function marked(pieces: readonly string[], endsWord: boolean): string[] {
  const last = pieces.length - (endsWord ? 1 : 0);
  return pieces.map((piece, i) => (i < last ? piece + separator : piece));
}

function remember(
  cache: Map<string, readonly string[]>,
  word: string,
  pieces: readonly string[],
): void {
  if (word.length > maxCachedLength) return;
  if (cache.size >= maxCachedWords) cache.clear();
  cache.set(word, pieces);
}

function withoutEndOfWord(text: string): string {
  return text.endsWith(endOfWord) ? text.slice(0, -endOfWord.length) : text;
}
