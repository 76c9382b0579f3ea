import type { HeldOut, History } from '@rondo/data';
import { WordCounts } from '../vocabulary/word-counts.ts';
import type { ItemCase } from './evaluate.ts';

/** The items of histories, the most taken first, with how often each was. */
export function catalogueOf(histories: readonly History[], minCount = 1): Promise<WordCounts> {
  return WordCounts.of(
    histories.map(({ items }) => items),
    { minCount },
  );
}

/** Cases by index; items that the catalogue does not have are left out of histories. */
export function casesOf(
  heldOut: readonly HeldOut[],
  catalogue: WordCounts,
  users: readonly string[] = [],
): ItemCase[] {
  const indices = new Map(users.map((user, index) => [user, index]));
  return heldOut.map(({ user, history, item }) => ({
    query: { history: catalogue.encode(history), user: indices.get(user) ?? -1 },
    item: catalogue.has(item) ? catalogue.indexOf(item) : -1,
  }));
}
