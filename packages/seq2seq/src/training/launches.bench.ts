import { backward } from '@rondo/autograd';
import { webgpu } from '@rondo/backend-webgpu';
import { Random, tokenBatches } from '@rondo/data';
import { Adam, clipGradNorm } from '@rondo/optim';
import { manualSeed, useBackend } from '@rondo/tensor';
import { bench } from 'vitest';
import { idleDevice } from '../../test/idle-device.ts';
import { createModel } from '../model/create-model.ts';
import { batchLoss } from './loss.ts';

const gpu = await webgpu({ device: idleDevice() });
useBackend(gpu);

const vocabulary = { size: 200 };
const random = new Random(1);
const sentence = (): Int32Array => Int32Array.from({ length: 7 }, () => 4 + random.integer(196));
const pairs = Array.from({ length: 8 }, () => ({ source: sentence(), target: sentence() }));
const [batch] = tokenBatches(pairs, { maxTokens: 64 }).epoch();

manualSeed(1);
const sizes = { dModel: 64, heads: 4, feedForward: 128, encoderLayers: 3, decoderLayers: 3 };
const model = createModel(
  { family: 'transformer', ...sizes, dropout: 0.1, tiedEmbeddings: 'all' },
  { source: vocabulary, target: vocabulary },
);
const optimizer = new Adam(model.parameters(), { learningRate: 1e-4 });

async function step(): Promise<void> {
  const loss = backward(() => batchLoss(model, batch!, { labelSmoothing: 0.1 }));
  clipGradNorm(model.parameters(), 1).dispose();
  optimizer.step();
  await loss.item();
  loss.dispose();
}

const launches = (): number => gpu.describe().counts.launches;
await step();
const before = launches();
await step();

bench(
  `JavaScript of a training step with ${launches() - before} launches, on a graphics device that does nothing`,
  step,
  { iterations: 300, time: 0, warmupIterations: 100, warmupTime: 0 },
);
