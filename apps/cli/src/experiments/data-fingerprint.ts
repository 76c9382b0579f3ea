import type { LabelledImages } from '@rondo/data';
import type { ImageSplits } from '@rondo/data/node';
import { createHash } from 'node:crypto';

/** A short name for the pixels and labels of some data: other data, another name. */
export function dataFingerprint({ train, test }: ImageSplits): string {
  const hash = createHash('sha256');
  for (const { pixels, labels, classes } of [train, test] satisfies LabelledImages[]) {
    hash.update(pixels).update(Int32Array.from(labels)).update(JSON.stringify(classes));
  }
  return hash.digest('hex').slice(0, 16);
}
