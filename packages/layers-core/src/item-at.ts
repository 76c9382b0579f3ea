import { RangeFault } from '@rondo/tensor';

/**
 * The item at an index, which counts from the end when negative.
 * @throws RangeFault when there is none.
 */
export function itemAt<T>(place: { toString(): string }, items: readonly T[], index: number): T {
  const item = items.at(index);
  if (item !== undefined && Number.isInteger(index)) return item;
  throw new RangeFault(
    `${place.toString()}: no index ${index} among ${items.length}; expected ${-items.length} to ${items.length - 1}`,
    { index, length: items.length },
  );
}
