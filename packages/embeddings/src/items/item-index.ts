import { DataError } from '@rondo/data';

/** @throws DataError unless an item is one of the `size` that a recommender has. */
export function checkItem(item: number, size: number): void {
  if (Number.isInteger(item) && item >= 0 && item < size) return;
  throw new DataError(
    `item ${item} is none of the ${size} that the recommender knows; encode histories and cases with the catalogue that it was made of`,
    { item, size },
  );
}
