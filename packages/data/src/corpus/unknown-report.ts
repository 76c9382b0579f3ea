import { specialIndex } from '../vocabulary/specials.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';

/** What of one side a vocabulary does not have. */
export interface UnknownReport {
  /** Unknown tokens among all tokens, from 0 to 1. */
  readonly rate: number;
  readonly tokens: number;
  /** Sentences with an unknown token. */
  readonly sentences: number;
  /** The most frequent ones. */
  readonly most: readonly { readonly token: string; readonly count: number }[];
}

const shown = 5;

/** Counts the tokens that a vocabulary does not have. */
export function countUnknown(
  sentences: readonly (readonly string[])[],
  vocabulary: Vocabulary,
): UnknownReport {
  const counts = new Map<string, number>();
  let all = 0;
  let tokens = 0;
  let touched = 0;
  for (const sentence of sentences) {
    all += sentence.length;
    const unknown = sentence.filter((token) => vocabulary.indexOf(token) <= specialIndex.unknown);
    for (const token of unknown) counts.set(token, (counts.get(token) ?? 0) + 1);
    tokens += unknown.length;
    if (unknown.length > 0) touched += 1;
  }
  const most = [...counts].toSorted(([, a], [, b]) => b - a).slice(0, shown);
  return {
    rate: all === 0 ? 0 : tokens / all,
    tokens,
    sentences: touched,
    most: most.map(([token, count]) => ({ token, count })),
  };
}
