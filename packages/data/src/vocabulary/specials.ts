import { DataError } from '../errors.ts';

/** The indices of the four special tokens, the same in every vocabulary. */
export const specialIndex = { pad: 0, begin: 1, end: 2, unknown: 3 } as const;

/** How the four special tokens are spelt. */
export interface SpecialTokens {
  readonly pad: string;
  readonly begin: string;
  readonly end: string;
  readonly unknown: string;
}

export const defaultSpecials: SpecialTokens = {
  pad: '[pad]',
  begin: '[begin]',
  end: '[end]',
  unknown: '[unknown]',
};

/** The spellings in the order of their indices; throws if two are equal or one is empty. */
export function specialList(specials: SpecialTokens): string[] {
  const list = [specials.pad, specials.begin, specials.end, specials.unknown];
  if (new Set(list).size !== list.length || list.includes('')) {
    throw new DataError(
      `Vocabulary: the four special tokens must be distinct and not empty, received ${JSON.stringify(list)}`,
      { specials: list },
    );
  }
  return list;
}
