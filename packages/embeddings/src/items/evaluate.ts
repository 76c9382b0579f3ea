import { DataError } from '@rondo/data';
import * as v from 'valibot';
import { fromOne } from '../options/counts.ts';
import { checkedOptions } from '../options/option-fault.ts';
import { rankOf } from './rank.ts';
import type { Query, Recommender } from './recommender.ts';

/** A query, and the item that was taken next: its index, or -1 for one that no model can know. */
export interface ItemCase<Q extends Query = Query> {
  readonly query: Q;
  readonly item: number;
}

export interface ItemEvaluation {
  readonly cases: number;
  /** Cases whose item is not in the catalogue: misses, which none can avoid. */
  readonly unknown: number;
  /** The length of the list that is looked at. */
  readonly k: number;
  /** The share of cases whose item is among the first k. */
  readonly hitRate: number;
  /** Mean of 1 / log2(1 + rank) where the rank is at most k, else 0. */
  readonly ndcg: number;
}

const schema = v.strictObject({
  /** The length of the list that is looked at. */
  k: v.optional(fromOne, 10),
  /** Queries at a time. */
  batchSize: v.optional(fromOne, 256),
});

export type EvaluateOptions = v.InferInput<typeof schema>;

/**
 * HitRate@k and NDCG@k over the whole catalogue; the items of the history are left out of the ranking, equal scores are ordered by
 * index. With one right item a case, the ideal DCG is 1.
 *
 * @throws DataError when there are no cases, a case has an item that the recommender does not know, or options do not fit.
 */
export async function evaluateItems<Q extends Query>(
  recommender: Recommender<Q>,
  cases: readonly ItemCase<Q>[],
  options: EvaluateOptions = {},
): Promise<ItemEvaluation> {
  const { k, batchSize } = checkedOptions(schema, options, 'evaluateItems: ');
  if (cases.length === 0) {
    throw new DataError('evaluateItems: there are no cases; hold out the last items of some users');
  }
  const { size } = recommender;
  let [unknown, hits, gain] = [0, 0, 0];
  for (let start = 0; start < cases.length; start += batchSize) {
    const some = cases.slice(start, start + batchSize);
    const scores = await recommender.scores(some.map(({ query }) => query));
    for (const [n, { query, item }] of some.entries()) {
      if (item === -1) {
        unknown += 1;
        continue;
      }
      const rank = rankOf(item, scores.subarray(n * size, (n + 1) * size), query.history);
      if (rank > k) continue;
      hits += 1;
      gain += 1 / Math.log2(1 + rank);
    }
  }
  const count = cases.length;
  return { cases: count, unknown, k, hitRate: hits / count, ndcg: gain / count };
}

/** A table of evaluations by name. */
export function formatEvaluations(evaluations: Readonly<Record<string, ItemEvaluation>>): string {
  const entries = Object.entries(evaluations);
  const k = entries[0]?.[1].k ?? 10;
  const width = Math.max(...entries.map(([name]) => name.length)) + 2;
  const line = (name: string, ...cells: string[]): string =>
    name.padEnd(width) + cells.map((cell) => cell.padStart(12)).join('');
  return [
    line('', `HitRate@${k}`, `NDCG@${k}`),
    ...entries.map(([name, { hitRate, ndcg }]) => line(name, hitRate.toFixed(4), ndcg.toFixed(4))),
  ].join('\n');
}
