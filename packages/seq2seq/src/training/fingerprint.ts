import type { EncodedPair } from '@rondo/data';

/** 32 bits that change with any token, length or order of the pairs (FNV-1a; Fowler, Noll & Vo). */
export function fingerprint(pairs: readonly EncodedPair[]): string {
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
