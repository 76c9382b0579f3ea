import type { PairsOfEpochs } from '@rondo/data';
import { pairsOfFirstEpoch } from './batches.ts';

/** 32 bits that change with any token, length or order of the pairs, those of the first epoch (FNV-1a; Fowler, Noll & Vo). */
export function fingerprint(train: PairsOfEpochs): string {
  const pairs = pairsOfFirstEpoch(train);
  let hash = 0x811c9dc5;
  const add = (value: number): void => {
    hash = Math.imul(hash ^ value, 0x01000193);
  };
  for (const { source, target } of pairs) {
    for (const ids of [source, target]) {
      add(ids.length);
      for (const id of ids) add(id);
    }
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
