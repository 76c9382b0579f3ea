import { cpu } from '@rondo/backend-cpu';
import { halfSize } from '@rondo/data';
import { readMnist } from '@rondo/data/node';
import { useBackend } from '@rondo/tensor';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { ClipBlock } from './clip-classifier.ts';
import { trainClips } from './train-clips.ts';

useBackend(cpu());

const mnist = fileURLToPath(new URL('../../../../../shared/data/mnist-t10k/', import.meta.url));

/** Share of right answers after a short training on handwritten digits. */
async function accuracy(block: ClipBlock, epochs: number): Promise<number> {
  const { train, test } = await readMnist(mnist);
  const digits = { train: halfSize(train), test: halfSize(test) };
  const { model, loop } = trainClips(digits, { block, epochs, seed: 0, testClips: 500 });
  let last = 0;
  for await (const event of loop.run()) {
    if (event.kind === 'validation') last = event.result.metrics.accuracy;
  }
  loop.dispose();
  model.dispose();
  return last;
}

it('relates two frames by what is in them with a block, and cannot without', async () => {
  expect(await accuracy('embeddedGaussian', 6)).toBeGreaterThan(0.8);
  expect(await accuracy('none', 2)).toBeLessThan(0.5);
}, 1_200_000);
