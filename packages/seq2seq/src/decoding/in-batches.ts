import { requireWhole } from './length-options.ts';

export interface InBatchesOptions {
  /** Items worked on side by side. Default 64. */
  readonly batchSize?: number;
  /** Told after each batch how many items are done. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Works on items in batches of similar length, the short ones first, and returns the results in the order of the items. `work` is given the places of a batch's items.
 * @throws RangeFault unless batchSize is a whole number of 1 or more.
 */
export async function inBatches<T>(
  where: string,
  lengths: readonly number[],
  { batchSize = 64, onProgress }: InBatchesOptions,
  work: (places: readonly number[]) => Promise<readonly T[]>,
): Promise<T[]> {
  requireWhole(where, 'batchSize', batchSize, 1);
  const order = [...lengths.keys()].toSorted((a, b) => lengths[a]! - lengths[b]!);
  const results: T[] = Array.from({ length: lengths.length });
  for (let start = 0; start < order.length; start += batchSize) {
    const places = order.slice(start, start + batchSize);
    const done = await work(places);
    for (const [n, place] of places.entries()) results[place] = done[n]!;
    onProgress?.(start + places.length, order.length);
  }
  return results;
}
