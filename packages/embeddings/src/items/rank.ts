import { DataError } from '@rondo/data';
import { checkWhole } from '../options/counts.ts';
import { checkItem } from './item-index.ts';

export interface ScoredItem {
  readonly item: number;
  readonly score: number;
}

/** How many items more than wanted are kept before they are sorted. */
const spare = 256;

/**
 * The `count` items of the highest scores, without those already `seen`; of equal scores, the item of the lower index comes first.
 * @throws DataError for a score that is no number, an item outside the scores, or a count that is no whole number from 1 on.
 */
export function topItems(scores: Float32Array, seen: Int32Array, count: number): ScoredItem[] {
  checkWhole(count, 'topItems: the number of items');
  for (const item of seen) checkItem(item, scores.length);
  const left = new Set(seen);
  let best: ScoredItem[] = [];
  let least: number | undefined;
  const sorted = (): ScoredItem[] =>
    best.toSorted((a, b) => b.score - a.score || a.item - b.item).slice(0, count);
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item]!;
    // An item that comes later is no better than those of the same score.
    if (least !== undefined && score <= least) continue;
    if (left.has(item)) continue;
    best.push({ item, score: checked(scores, item) });
    if (best.length < count + spare) continue;
    best = sorted();
    least = best.at(-1)!.score;
  }
  return sorted();
}

/**
 * The place of an item among all that are not `seen`, from 1 on, ordered as by `topItems`.
 * @throws DataError for a score that is no number, or an item outside the scores.
 */
export function rankOf(target: number, scores: Float32Array, seen: Int32Array): number {
  checkItem(target, scores.length);
  for (const item of seen) checkItem(item, scores.length);
  const own = checked(scores, target);
  const isBetter = (item: number): boolean => {
    const score = checked(scores, item);
    return score > own || (score === own && item < target);
  };
  let rank = 1;
  for (let item = 0; item < scores.length; item++) if (isBetter(item)) rank += 1;
  for (const item of new Set(seen)) if (item !== target && isBetter(item)) rank -= 1;
  return rank;
}

function checked(scores: Float32Array, item: number): number {
  const score = scores[item]!;
  if (!Number.isNaN(score)) return score;
  throw new DataError(
    `the score of item ${item} is not a number; train again with a lower learning rate`,
    {
      item,
    },
  );
}
