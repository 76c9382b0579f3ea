import { cpu } from '@rondo/backend-cpu';
import { halfSize } from '@rondo/data';
import { readMnist } from '@rondo/data/node';
import { useBackend } from '@rondo/tensor';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { ClipBlock } from './clip-classifier.ts';
import { trainClips } from './train-clips.ts';

useBackend(cpu({ threads: 'auto' }));

const mnist = fileURLToPath(new URL('../../../../../shared/data/mnist-t10k/', import.meta.url));

/** Share of right answers after a whole training on handwritten digits, as `rondo clips` trains. */
async function accuracy(block: ClipBlock, seed: number): Promise<number> {
  const { train, test } = await readMnist(mnist);
  const { model, loop } = trainClips(
    { train: halfSize(train), test: halfSize(test) },
    { block, seed },
  );
  let last = 0;
  for await (const event of loop.run()) {
    if (event.kind === 'validation') last = event.result.metrics.accuracy;
  }
  loop.dispose();
  model.dispose();
  return last;
}

it.each([0, 1, 2])(
  'relates two frames by what is in them with a block, and cannot without, seed %i',
  async (seed) => {
    expect(await accuracy('embeddedGaussian', seed)).toBeGreaterThanOrEqual(0.9);
    expect(await accuracy('none', seed)).toBeLessThanOrEqual(0.5);
  },
  1_800_000,
);
