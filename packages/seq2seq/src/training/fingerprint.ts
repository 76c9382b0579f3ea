import type { PairsOfEpochs } from '@rondo/data';
import { Fingerprint } from '@rondo/training';
import { pairsOfFirstEpoch } from './batches.ts';

/** 32 bits that change with any token, length or order of the pairs, those of the first epoch. */
export function fingerprint(train: PairsOfEpochs): string {
  const own = new Fingerprint();
  for (const { source, target } of pairsOfFirstEpoch(train)) {
    for (const ids of [source, target]) {
      own.add(ids.length);
      for (const id of ids) own.add(id);
    }
  }
  return own.toString();
}
