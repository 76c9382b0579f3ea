import type { Random } from '../random/random.ts';
import { Rounds } from './rounds.ts';

/** Merges left out at random, each with a probability, each time anew: BPE-dropout. */
export interface MergeDropout {
  readonly probability: number;
  readonly random: Random;
}

/** Which symbols are joined. */
export interface Joins {
  /** The rank of the merge of two symbols, the smaller the sooner; Infinity if there is none. */
  readonly rank: (left: number, right: number) => number;
  /** The symbol that the merge of a rank makes. */
  readonly joined: (rank: number) => number;
}

/**
 * Joins neighbouring symbols in rounds, each the pair of the smallest rank, everywhere from left to right, until no pair has a
 * merge. The places where the symbols begin that are left; n symbols take O(n log n).
 */
export function joinPairs(symbols: readonly number[], { rank, joined }: Joins): number[] {
  const count = symbols.length;
  const ids = Int32Array.from(symbols);
  // Of a symbol that was joined to its left nothing is read but its id, which has no merge.
  const next = new Int32Array(count);
  const previous = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    next[i] = i + 1;
    previous[i] = i - 1;
  }
  const rounds = new Rounds();
  const rankAt = (left: number): number => {
    const right = next[left]!;
    return right < count ? rank(ids[left]!, ids[right]!) : Infinity;
  };
  const offer = (left: number): void => {
    const each = rankAt(left);
    if (each < Infinity) rounds.add(each, left);
  };
  for (let i = 0; i < count; i++) offer(i);
  // A better pair that a join makes waits for the end of the round.
  for (let round = rounds.take(); round; round = rounds.take()) {
    for (const left of round.places) {
      if (rankAt(left) !== round.rank) continue;
      const right = next[left]!;
      ids[left] = joined(round.rank);
      ids[right] = -1;
      const behind = next[right]!;
      next[left] = behind;
      if (behind < count) previous[behind] = left;
      if (left > 0) offer(previous[left]!);
      offer(left);
    }
  }
  const starts: number[] = [];
  for (let i = 0; i < count; i = next[i]!) starts.push(i);
  return starts;
}

/** Symbols that share their rounds of dropout: more than a word has. Each round draws for all of them. */
const longestStretch = 256;

/**
 * As `joinPairs`, with every possible join left out with the probability in every round (Provilkov, Emelianenko and Voita 2020): a
 * round draws once for each pair that has a merge, from left to right, and joins the best that was not left out, where it was not.
 * What is longer than 256 symbols is joined in stretches of that length, so n symbols take O(n).
 */
export function joinPairsWithDropout(
  symbols: readonly number[],
  joins: Joins,
  dropout: MergeDropout,
): number[] {
  const starts: number[] = [];
  for (let from = 0; from < symbols.length; from += longestStretch) {
    const stretch = symbols.slice(from, from + longestStretch);
    for (const start of joinStretch(stretch, joins, dropout)) starts.push(from + start);
  }
  return starts;
}

function joinStretch(
  symbols: readonly number[],
  { rank, joined }: Joins,
  { probability, random }: MergeDropout,
): number[] {
  const ids = [...symbols];
  const starts = ids.map((_, i) => i);
  const rankAt = (i: number): number =>
    i + 1 < ids.length ? rank(ids[i]!, ids[i + 1]!) : Infinity;
  const ranks = ids.map((_, i) => rankAt(i));
  const isLeftOut = new Uint8Array(ids.length);
  for (;;) {
    let best = Infinity;
    for (let i = 0; i < ranks.length; i++) {
      const each = ranks[i]!;
      if (each === Infinity) continue;
      isLeftOut[i] = random.uint32() < probability * 2 ** 32 ? 1 : 0;
      if (isLeftOut[i] === 0 && each < best) best = each;
    }
    if (best === Infinity) return starts;
    const changed: number[] = [];
    let length = 0;
    for (let i = 0; i < ids.length; i++) {
      const joins = ranks[i] === best && isLeftOut[i] === 0;
      ids[length] = joins ? joined(best) : ids[i]!;
      starts[length] = starts[i]!;
      ranks[length] = ranks[i]!;
      if (joins) changed.push(length);
      if (joins) i += 1;
      length += 1;
    }
    ids.length = length;
    starts.length = length;
    ranks.length = length;
    for (const i of changed) {
      if (i > 0) ranks[i - 1] = rankAt(i - 1);
      ranks[i] = rankAt(i);
    }
  }
}
