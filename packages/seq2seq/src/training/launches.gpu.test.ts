import { webgpu } from '@rondo/backend-webgpu';
import { useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { reversePairs, trainingConfig } from '../../test/tiny.ts';
import { transformer, familyModel } from '../../test/families.ts';
import { Trainer } from './trainer.ts';

it('a step of a Transformer of three and three layers takes at most 400 launches and two submissions', async () => {
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
  const counts: ReturnType<typeof gpu.describe>['counts'][] = [];
  for await (const event of trainer.run()) {
    if (event.kind === 'step') counts.push(gpu.describe().counts);
    if (counts.length === 6) break;
  }
  // The first step also makes what the optimizer remembers.
  const steps = counts.slice(1).map(({ launches, submissions }, i) => ({
    launches: launches - counts[i]!.launches,
    submissions: submissions - counts[i]!.submissions,
  }));
  expect(Math.max(...steps.map(({ launches }) => launches))).toBeLessThanOrEqual(400);
  // One that the update ends, one for the loss and the norm; reading decides whether there is an update.
  expect(Math.max(...steps.map(({ submissions }) => submissions))).toBeLessThanOrEqual(2);
  expect(steps).toHaveLength(5);
  trainer.dispose();
  model.dispose();
  gpu.dispose();
});
