import { backward } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { Random, tokenBatches, type EncodedPair } from '@rondo/data';
import { Adam, clipGradNorm } from '@rondo/optim';
import { manualSeed, useBackend } from '@rondo/tensor';
import { bench } from 'vitest';
import { presetNames, presets } from './config/presets.ts';
import { createModel } from './model/create-model.ts';
import { batchLoss } from './training/loss.ts';

useBackend(cpu());

/** That of the joint BPE files of Multi30k. */
const vocabulary = { size: 9712 };
const [sentences, length] = [64, 16];

const random = new Random(1);
const sentence = (): Int32Array =>
  Int32Array.from({ length: length - 1 }, () => 4 + random.integer(vocabulary.size - 4));
const pairs = Array.from({ length: sentences }, (): EncodedPair => ({
  source: sentence(),
  target: sentence(),
}));
const [batch] = tokenBatches(pairs, { maxTokens: sentences * length }).epoch();

for (const name of presetNames) {
  manualSeed(1);
  const model = createModel(presets[name].model, { source: vocabulary, target: vocabulary });
  const optimizer = new Adam(model.parameters(), { learningRate: 1e-4 });
  bench(
    `training step: ${name}, V ${vocabulary.size}, ${sentences} sentences of length ${length}`,
    async () => {
      const loss = backward(() => batchLoss(model, batch!, { labelSmoothing: 0.1 }));
      clipGradNorm(model.parameters(), 1).dispose();
      optimizer.step();
      await loss.item();
      loss.dispose();
    },
    { iterations: 10, time: 0, warmupIterations: 2, warmupTime: 0 },
  );
}
