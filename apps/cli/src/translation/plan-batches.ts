/** How much is worked on side by side. */
export interface BatchSize {
  /** Sentences. */
  readonly sentences: number;
  /** Tokens, each sentence counted as long as the longest beside it. */
  readonly tokens: number;
}

/** Places of items of given lengths in batches of similar length, the short ones first; a batch has one item at least. */
export function planBatches(lengths: readonly number[], size: BatchSize): number[][] {
  const order = [...lengths.keys()].toSorted((a, b) => lengths[a]! - lengths[b]!);
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const place of order) {
    const count = batch.length + 1;
    const isFull = count > size.sentences || count * lengths[place]! > size.tokens;
    if (isFull && batch.length > 0) {
      batches.push(batch);
      batch = [];
    }
    batch.push(place);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/**
 * Works on items in batches of similar length and returns the results in the order of the items; one without length is left out. `work` is given the places of
 * a batch's items.
 */
export async function inPlannedBatches<T>(
  lengths: readonly (number | undefined)[],
  size: BatchSize,
  work: (places: readonly number[]) => Promise<readonly T[]>,
): Promise<(T | undefined)[]> {
  const places = [...lengths.keys()].filter((place) => lengths[place] !== undefined);
  const results: (T | undefined)[] = lengths.map(() => undefined);
  const batches = planBatches(
    places.map((place) => lengths[place]!),
    size,
  );
  for (const batch of batches) {
    const chosen = batch.map((n) => places[n]!);
    const done = await work(chosen);
    for (const [n, place] of chosen.entries()) results[place] = done[n];
  }
  return results;
}
