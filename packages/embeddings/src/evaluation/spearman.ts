import { DataError } from '@rondo/data';

/** Ranks from 1 on, the lowest value first; equal values share the mean of theirs. */
export function ranks(values: readonly number[]): Float64Array {
  const order = values.map((_, i) => i).toSorted((a, b) => values[a]! - values[b]!);
  const found = new Float64Array(values.length);
  let begin = 0;
  while (begin < order.length) {
    let end = begin + 1;
    while (end < order.length && values[order[end]!] === values[order[begin]!]) end++;
    // Places begin to end - 1 have the ranks begin + 1 to end.
    for (const i of order.slice(begin, end)) found[i] = (begin + 1 + end) / 2;
    begin = end;
  }
  return found;
}

/** Spearman's ρ, the correlation of the ranks, from -1 to 1; NaN where there are no two different values on a side, or a value is NaN. */
export function spearman(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) {
    throw new DataError(
      `spearman: expected as many values on both sides, received ${a.length} and ${b.length}`,
    );
  }
  if (a.some(Number.isNaN) || b.some(Number.isNaN)) return NaN;
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (a.length + 1) / 2;
  const [xy, xx, yy] = x.reduce(
    ([product, first, second], rank, i) => {
      const [p, q] = [rank - mean, y[i]! - mean];
      return [product + p * q, first + p * p, second + q * q] as const;
    },
    [0, 0, 0] as readonly [number, number, number],
  );
  return xy / Math.sqrt(xx * yy);
}
