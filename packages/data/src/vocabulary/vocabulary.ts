import { DataError, requireInteger } from '../errors.ts';
import { compareCodePoints } from './code-point-order.ts';
import { readVocabularyJson, vocabularyFormat, type VocabularyJson } from './json.ts';
import { defaultSpecials, specialIndex, specialList, type SpecialTokens } from './specials.ts';

export interface VocabularyOptions {
  /** Tokens seen fewer times are left out. Default 1. */
  readonly minFrequency?: number;
  /** The largest number of entries, the four specials included. Default: no limit. */
  readonly maxSize?: number;
  /** Other spellings of [pad], [begin], [end], [unknown]. */
  readonly specials?: Partial<SpecialTokens>;
}

export interface EncodeOptions {
  /** Put [begin] in front. */
  readonly begin?: boolean;
  /** Put [end] behind. */
  readonly end?: boolean;
}

/**
 * Tokens and their indices: [pad] = 0, [begin] = 1, [end] = 2, [unknown] = 3, then the tokens of the text.
 *
 * Text can never produce a special index by its spelling: a token of the text that reads `[end]` is encoded as [unknown].
 */
export class Vocabulary {
  readonly specials: SpecialTokens;
  readonly #tokens: readonly string[];
  readonly #indices: ReadonlyMap<string, number>;

  /** A vocabulary of exactly `tokens`, in this order, after the specials. */
  constructor(tokens: readonly string[], specials: Partial<SpecialTokens> = {}) {
    this.specials = { ...defaultSpecials, ...specials };
    this.#tokens = [...specialList(this.specials), ...tokens];
    this.#indices = new Map(this.#tokens.map((token, index) => [token, index]));
    if (this.#indices.size !== this.#tokens.length) {
      const at = this.#tokens.findIndex((token, index) => this.#indices.get(token) !== index);
      const token = this.#tokens[at];
      throw new DataError(
        `Vocabulary: every token must occur once, ${JSON.stringify(token)} occurs at index ${at} and ${this.#indices.get(token!)}; remove one`,
        { token, index: at },
      );
    }
  }

  /** The tokens counted by `countTokens`: most frequent first, equal counts in code-point order. */
  static fromCounts(
    counts: ReadonlyMap<string, number>,
    { minFrequency = 1, maxSize = Infinity, specials = {} }: VocabularyOptions = {},
  ): Vocabulary {
    requireInteger('minFrequency', minFrequency, 1);
    const reserved = specialList({ ...defaultSpecials, ...specials });
    if (maxSize !== Infinity) requireInteger('maxSize', maxSize, reserved.length);
    const kept = [...counts]
      .filter(([token, count]) => count >= minFrequency && !reserved.includes(token))
      .toSorted(([a, m], [b, n]) => n - m || compareCodePoints(a, b))
      .slice(0, maxSize - reserved.length);
    return new Vocabulary(
      kept.map(([token]) => token),
      specials,
    );
  }

  /** Restores what `toJSON` wrote; throws a DataError that says which field is wrong. */
  static fromJSON(json: unknown): Vocabulary {
    const { specials, tokens } = readVocabularyJson(json);
    return new Vocabulary(tokens, specials);
  }

  /** A vocabulary with these entries at their indices, then the new ones of `counts`, chosen and ordered as by `fromCounts`. */
  extendedBy(
    counts: ReadonlyMap<string, number>,
    { minFrequency = 1, maxSize = Infinity }: Omit<VocabularyOptions, 'specials'> = {},
  ): Vocabulary {
    const specials = specialIndex.unknown + 1;
    const unknown = new Map([...counts].filter(([token]) => !this.has(token)));
    const room = Math.max(0, maxSize - this.size);
    const options = { minFrequency, maxSize: specials + room, specials: this.specials };
    const added = Vocabulary.fromCounts(unknown, options);
    const tokens = [...this.#tokens, ...added.tokens.slice(specials)];
    return new Vocabulary(tokens.slice(specials), this.specials);
  }

  /** The number of entries, specials included. */
  get size(): number {
    return this.#tokens.length;
  }

  /** Every token in the order of the indices. */
  get tokens(): readonly string[] {
    return this.#tokens;
  }

  has(token: string): boolean {
    return this.#indices.has(token);
  }

  /** The index of a token or of a special's spelling; [unknown] if there is none. */
  indexOf(token: string): number {
    return this.#indices.get(token) ?? specialIndex.unknown;
  }

  /** The token at an index; throws outside 0 … size − 1. */
  tokenAt(index: number): string {
    const token = this.#tokens[index];
    if (token === undefined) {
      throw new DataError(
        `Vocabulary: index ${index} is outside 0 … ${this.size - 1}; was the sentence encoded with another vocabulary?`,
        { index, size: this.size },
      );
    }
    return token;
  }

  /** The indices of a sentence's tokens, optionally between [begin] and [end]. */
  encode(
    tokens: readonly string[],
    { begin = false, end = false }: EncodeOptions = {},
  ): Int32Array {
    const offset = begin ? 1 : 0;
    const ids = new Int32Array(tokens.length + offset + (end ? 1 : 0));
    if (begin) ids[0] = specialIndex.begin;
    if (end) ids[ids.length - 1] = specialIndex.end;
    for (const [i, token] of tokens.entries()) {
      const index = this.indexOf(token);
      ids[offset + i] = index > specialIndex.unknown ? index : specialIndex.unknown;
    }
    return ids;
  }

  /** The tokens of a sentence's indices: up to the first [end], without [pad] and [begin]. */
  decode(ids: Iterable<number>): string[] {
    const tokens: string[] = [];
    for (const id of ids) {
      if (id === specialIndex.end) break;
      if (id !== specialIndex.pad && id !== specialIndex.begin) tokens.push(this.tokenAt(id));
    }
    return tokens;
  }

  /** A plain object for `JSON.stringify`. */
  toJSON(): VocabularyJson {
    const tokens = this.#tokens.slice(specialIndex.unknown + 1);
    return { format: vocabularyFormat, version: 1, specials: this.specials, tokens };
  }
}
