import { specialIndex } from '@rondo/data';
import { RangeFault } from '@rondo/tensor';
import { checkLengths, requireWhole, requireWithin, type LengthOptions } from './length-options.ts';
import { nextOfRepeatedNgrams } from './no-repeat-ngram.ts';
import { endsWith } from './token-sequences.ts';

/** What may come next, whatever the model thinks. */
export interface TokenRuleOptions extends LengthOptions {
  /** No sequence of this many tokens comes twice in one output; 0 (the default) for no such rule. */
  readonly noRepeatNgram?: number;
  /** θ, by which tokens that have come before are made less probable. Default 1: no change. */
  readonly repetitionPenalty?: number;
  /** Sequences of tokens that no output contains. */
  readonly mustNotContain?: readonly (readonly number[])[];
  /** Whether [unknown] may be put out. Default true. */
  readonly allowUnknown?: boolean;
}

/** The rules of one call, checked. */
export class TokenRules {
  readonly repetitionPenalty: number;
  /** 1 at the tokens that no output contains: [pad], [begin] and forbidden words of one token. */
  readonly forbidden: Uint8Array;
  readonly #minLength: number;
  readonly #ngram: number;
  readonly #phrases: readonly (readonly number[])[];

  /** @throws RangeFault for rules that are none. */
  constructor(where: string, vocabulary: number, options: TokenRuleOptions) {
    const { minLength = 0, noRepeatNgram = 0, repetitionPenalty = 1 } = options;
    const { mustNotContain = [], allowUnknown = true } = options;
    checkLengths(where, options);
    requireWhole(where, 'noRepeatNgram', noRepeatNgram, 0);
    requireWithin(where, 'repetitionPenalty', repetitionPenalty, Number.MIN_VALUE);
    for (const phrase of mustNotContain)
      checkTokens(where, 'a phrase of mustNotContain', phrase, vocabulary);
    this.repetitionPenalty = repetitionPenalty;
    this.#minLength = minLength;
    this.#ngram = noRepeatNgram;
    this.#phrases = mustNotContain.filter(({ length }) => length > 1);
    this.forbidden = new Uint8Array(vocabulary);
    const words = mustNotContain.filter(({ length }) => length === 1).map(([id]) => id!);
    const unknown = allowUnknown ? [] : [specialIndex.unknown];
    for (const id of [specialIndex.pad, specialIndex.begin, ...unknown, ...words]) {
      this.forbidden[id] = 1;
    }
  }

  /** The tokens, beside those forbidden everywhere, that must not follow an output so far. */
  bannedAfter(ids: readonly number[]): number[] {
    const banned = this.#phrases
      .filter((phrase) => endsWith(ids, phrase.slice(0, -1)))
      .map((phrase) => phrase.at(-1)!);
    if (this.#ngram > 0) {
      for (const id of nextOfRepeatedNgrams(ids, this.#ngram)) banned.push(id);
    }
    if (ids.length < this.#minLength) banned.push(specialIndex.end);
    return banned;
  }
}

/**
 * Checks tokens that a caller wants in an output or out of it.
 * @throws RangeFault when there are none, or one is no token of a sentence.
 */
export function checkTokens(
  where: string,
  what: string,
  ids: readonly number[],
  vocabulary: number,
): void {
  const wrong = ids.find(
    (id) => !Number.isInteger(id) || id < specialIndex.unknown || id >= vocabulary,
  );
  if (ids.length > 0 && wrong === undefined) return;
  const received = wrong === undefined ? 'nothing' : String(wrong);
  throw new RangeFault(
    `${where}: ${what} must be one or more tokens from ${specialIndex.unknown} to ${vocabulary - 1}, received ${received}`,
    { ids, vocabulary },
  );
}
