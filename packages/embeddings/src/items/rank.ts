import { DataError } from '@rondo/data';

export interface ScoredItem {
  readonly item: number;
  readonly score: number;
}

/**
 * The `count` items of the highest scores, without those already `seen`; of equal scores, the item of the lower index comes first.
 * @throws DataError for a score that is no number.
 */
export function topItems(scores: Float32Array, seen: Int32Array, count: number): ScoredItem[] {
  const left = new Set(seen);
  const all: ScoredItem[] = [];
  for (let item = 0; item < scores.length; item++) {
    if (!left.has(item)) all.push({ item, score: checked(scores, item) });
  }
  return all.toSorted((a, b) => b.score - a.score || a.item - b.item).slice(0, count);
}

/** The place of an item among all that are not `seen`, from 1 on, ordered as by `topItems`. */
export function rankOf(target: number, scores: Float32Array, seen: Int32Array): number {
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
