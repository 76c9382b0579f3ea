/** Where a run stands in its data: `position` batches of epoch `epoch` have been handed out. */
export interface EpochPlace {
  readonly epoch: number;
  readonly position: number;
}

/** Batches epoch by epoch, with a place to come back to; `tokenBatches` and `exampleBatches` of @rondo/data make such. */
export interface EpochBatches<B, Place extends EpochPlace = EpochPlace> {
  /** The number of batches in the current epoch. */
  readonly length: number;
  readonly state: Place;
  restore(state: Place): void;
  /** The batches of the current epoch that are still to come; at the end the next epoch becomes the current one. */
  epoch(): Iterator<B, void>;
}

/** Steps of the current epoch if each takes up to `accumulate` batches. */
export function stepsPerEpoch({ length }: { readonly length: number }, accumulate: number): number {
  return Math.ceil(length / accumulate);
}

/** The batches of the next step; none at the end of the epoch, where the next epoch becomes the current one. */
export function nextBatches<B>(
  epoch: Iterator<B, void>,
  { length, state }: Pick<EpochBatches<B>, 'length' | 'state'>,
  accumulate: number,
): B[] {
  const count = Math.min(accumulate, length - state.position);
  const found: B[] = [];
  while (found.length < Math.max(count, 1)) {
    const { done, value } = epoch.next();
    if (done || value === undefined) break;
    found.push(value);
  }
  return found;
}
