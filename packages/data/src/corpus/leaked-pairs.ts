import type { DataSplits } from './data-report.ts';
import { keyOf, pairKeyOf } from './pair-keys.ts';

/** How many of the pairs of a part also stand in the training data, as `dataReport` counts them; there is one at least. */
export interface LeakedPairs {
  readonly of: 'validation' | 'test';
  readonly leaked: number;
  readonly pairs: number;
}

/** The leaks of `dataReport` into the training data, whole pairs only: in a fraction of the time, remembering only the other parts. */
export function leakedPairs({ train, ...others }: DataSplits): LeakedPairs[] {
  const parts = (['validation', 'test'] as const).flatMap((of) => {
    const pairs = others[of];
    return pairs && pairs.length > 0 ? [{ of, pairs }] : [];
  });
  const sources = new Set(parts.flatMap(({ pairs }) => pairs.map(({ source }) => keyOf(source))));
  const found = new Set<string>();
  for (const pair of train) {
    const source = keyOf(pair.source);
    if (sources.has(source)) found.add(pairKeyOf(source, keyOf(pair.target)));
  }
  return parts.flatMap(({ of, pairs }) => {
    const keys = pairs.map(({ source, target }) => pairKeyOf(keyOf(source), keyOf(target)));
    const leaked = keys.filter((key) => found.has(key)).length;
    return leaked > 0 ? [{ of, leaked, pairs: pairs.length }] : [];
  });
}
