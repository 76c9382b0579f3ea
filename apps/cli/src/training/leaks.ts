import { leakedPairs, type DataSplits } from '@rondo/data';
import { formatShare } from '../progress/format.ts';

/** What to know of validation and test pairs that the model learns from; nothing where there are none. */
export function leakLines(splits: DataSplits): string[] {
  return leakedPairs(splits).map(({ of, leaked, pairs }) => {
    const share = `${count(leaked)} of ${count(pairs)} ${of} pairs (${formatShare(leaked / pairs)})`;
    return `Warning: ${share} also stand in the training data; scores on them say little of new sentences (--dry-run shows some)`;
  });
}

const count = (value: number): string => value.toLocaleString('en');
