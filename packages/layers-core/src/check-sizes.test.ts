import { cpu } from '@rondo/backend-cpu';
import { RangeFault, useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import * as core from './index.ts';

useBackend(cpu());

const layers: [name: string, size: string, make: (size: number) => unknown][] = [
  ['Linear', 'inFeatures', (size) => new core.Linear(size, 4)],
  ['Linear', 'outFeatures', (size) => new core.Linear(4, size)],
  ['Bilinear', 'in1Features', (size) => new core.Bilinear(size, 2, 3)],
  ['Bilinear', 'in2Features', (size) => new core.Bilinear(2, size, 3)],
  ['Bilinear', 'outFeatures', (size) => new core.Bilinear(2, 3, size)],
  ['Conv1d', 'inChannels', (size) => new core.Conv1d(size, 4, 3)],
  ['Conv2d', 'outChannels', (size) => new core.Conv2d(2, size, 3)],
  ['Conv3d', 'kernelSize', (size) => new core.Conv3d(2, 4, size)],
  ['BatchNorm2d', 'numFeatures', (size) => new core.BatchNorm2d(size)],
  ['GroupNorm', 'numGroups', (size) => new core.GroupNorm(size, 4)],
  ['GroupNorm', 'numChannels', (size) => new core.GroupNorm(1, size)],
  ['LayerNorm', 'normalizedShape', (size) => new core.LayerNorm(size)],
  ['RMSNorm', 'normalizedShape', (size) => new core.RMSNorm([2, size])],
  ['Embedding', 'numEmbeddings', (size) => new core.Embedding(size, 3)],
  ['Embedding', 'embeddingDim', (size) => new core.Embedding(3, size)],
  ['EmbeddingBag', 'numEmbeddings', (size) => new core.EmbeddingBag(size, 3)],
  ['EmbeddingBag', 'embeddingDim', (size) => new core.EmbeddingBag(3, size)],
  ['PReLU', 'numParameters', (size) => new core.PReLU(size)],
];

it.each(layers)('%s says that %s is no whole number', (name, size, make) => {
  for (const wrong of [2.5, -1, Number.NaN, Infinity, '3' as never, undefined as never]) {
    // Left out, the number of slopes is 1.
    if (name === 'PReLU' && wrong === undefined) continue;
    expect(() => make(wrong)).toThrow(RangeFault);
    expect(() => make(wrong)).toThrow(new RegExp(`^${name}: expected ${size} as a whole number`));
  }
});
