import { DataError, requireInteger } from '../errors.ts';
import { compareCodePoints } from '../vocabulary/code-point-order.ts';
import { BytePairEncoding } from './byte-pair-encoding.ts';
import { endOfWord, type Merge } from './merges.ts';
import { PairQueue, type PairEntry } from './pair-queue.ts';
import { pairKey, Symbols } from './symbols.ts';

export interface LearnBytePairEncodingOptions {
  /** How many merges to learn; fewer if the text has no more repeated pairs. */
  readonly merges: number;
  /** Stop when no pair occurs this often. Default 2. */
  readonly minFrequency?: number;
}

/**
 * Learns a merge list from the words of a text and their counts, as `subword-nmt learn-bpe` does (Sennrich, Haddow and Birch
 * 2016, algorithm 1): join the most frequent neighbouring pair, `merges` times. Only pairs beside a join are counted again.
 */
export function learnBytePairEncoding(
  counts: ReadonlyMap<string, number>,
  { merges, minFrequency = 2 }: LearnBytePairEncodingOptions,
): BytePairEncoding {
  requireInteger('merges', merges, 1);
  requireInteger('minFrequency', minFrequency, 1);
  const text = new PairCounts(counts);
  const learned: Merge[] = [];
  while (learned.length < merges) {
    const pair = text.mostFrequent();
    if (pair === undefined || pair.count < minFrequency) break;
    learned.push(text.join(pair));
  }
  if (learned.length === 0) {
    throw new DataError(
      `learnBytePairEncoding: no pair of symbols occurs ${minFrequency} times in ${counts.size} distinct words; give it more text`,
      { words: counts.size, minFrequency },
    );
  }
  return new BytePairEncoding(learned);
}

/** The words of a text as sequences of symbols, and the counts of their neighbouring pairs. */
class PairCounts {
  readonly #symbols = new Symbols();
  readonly #words: { ids: number[]; readonly count: number }[];
  readonly #pairs = new Map<number, PairEntry>();
  readonly #queue = new PairQueue(this.#symbols.texts);

  constructor(counts: ReadonlyMap<string, number>) {
    // A fixed order of the words makes equal texts give equal ids, whatever order they were counted in.
    const sorted = [...counts].toSorted(([a], [b]) => compareCodePoints(a, b));
    this.#words = sorted.map(([word, count]) => ({ ids: this.#split(word), count }));
    for (const [w, { ids, count }] of this.#words.entries()) this.#countPairs(w, ids, count);
    for (const entry of this.#pairs.values()) this.#queue.push(entry);
  }

  mostFrequent(): PairEntry | undefined {
    return this.#queue.pop();
  }

  /** Joins a pair in every word and returns it as a merge. */
  join(pair: PairEntry): Merge {
    const { left, right } = pair;
    const merge: Merge = [this.#symbols.texts[left]!, this.#symbols.texts[right]!];
    const joined = this.#symbols.intern(merge[0] + merge[1]);
    const touched = new Set<PairEntry>();
    for (const w of pair.words) {
      const word = this.#words[w]!;
      const ids = joinPair(word.ids, left, right, joined);
      if (ids.length === word.ids.length) continue;
      this.#countPairs(w, word.ids, -word.count);
      this.#countPairs(w, ids, word.count, touched);
      word.ids = ids;
    }
    pair.words.clear();
    for (const entry of touched) this.#queue.push(entry);
    return merge;
  }

  #split(word: string): number[] {
    const texts = Array.from(word);
    if (texts.length > 0) texts[texts.length - 1] += endOfWord;
    return texts.map((text) => this.#symbols.intern(text));
  }

  #countPairs(word: number, ids: readonly number[], count: number, touched?: Set<PairEntry>): void {
    for (let i = 1; i < ids.length; i++) {
      const entry = this.#entry(ids[i - 1]!, ids[i]!);
      entry.count += count;
      if (count < 0) continue;
      entry.words.add(word);
      touched?.add(entry);
    }
  }

  #entry(left: number, right: number): PairEntry {
    const key = pairKey(left, right);
    let entry = this.#pairs.get(key);
    if (entry === undefined) {
      entry = { left, right, count: 0, queued: 0, words: new Set() };
      this.#pairs.set(key, entry);
    }
    return entry;
  }
}

/** A copy of `ids` with every occurrence of the pair joined, from left to right. */
function joinPair(ids: readonly number[], left: number, right: number, joined: number): number[] {
  const result: number[] = [];
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] === left && ids[i + 1] === right) {
      result.push(joined);
      i += 1;
    } else {
      result.push(ids[i]!);
    }
  }
  return result;
}
