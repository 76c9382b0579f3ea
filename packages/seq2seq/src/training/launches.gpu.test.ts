import { webgpu } from '@rondo/backend-webgpu';
import { useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { reversePairs, trainingConfig } from '../../test/tiny.ts';
import { transformer, familyModel } from '../../test/families.ts';
import { Trainer } from './trainer.ts';

it('a step of a Transformer of three and three layers takes at most 400 launches and three submissions', async () => {
  const gpu = await webgpu();
  useBackend(gpu);
  const model = familyModel(
    transformer({ encoderLayers: 3, decoderLayers: 3, tiedEmbeddings: 'all' }),
  );
  const trainer = new Trainer({
    model,
    config: trainingConfig({ epochs: 20, maxTokens: 60, labelSmoothing: 0.1, validateEvery: 100 }),
    train: reversePairs(30),
    validation: reversePairs(2, { seed: 2 }),
  });
  let before = gpu.describe().counts;
  let steps = 0;
  for await (const event of trainer.run()) {
    if (event.kind !== 'step') continue;
    const { counts } = gpu.describe();
    // The first step also makes what the optimizer remembers.
    if (++steps > 1) {
      expect(counts.launches - before.launches).toBeLessThanOrEqual(400);
      expect(counts.submissions - before.submissions).toBeLessThanOrEqual(3);
    }
    before = counts;
    if (steps === 6) break;
  }
  expect(steps).toBe(6);
  trainer.dispose();
  model.dispose();
  gpu.dispose();
});
