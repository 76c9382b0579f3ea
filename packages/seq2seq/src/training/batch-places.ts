import type { Batch } from '@rondo/data';

/** Source and target places of a batch, padding included: what its work and its memory go by. */
export function batchPlaces({ source, targetOutput }: Batch): number {
  return source.ids.length + targetOutput.ids.length;
}
