import { webgpu } from '@rondo/backend-webgpu';
import { cpu } from '@rondo/backend-cpu';
import { encodePairs, toyTask } from '@rondo/data';
import { manualSeed, useBackend, type Backend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { eventsOf, lossesOf } from '../../test/toy-run.ts';
import { parseConfig } from '../config/parse.ts';
import { createModel } from '../model/create-model.ts';
import { buildCodec } from '../text/codec.ts';
import { Trainer } from './trainer.ts';

const steps = 200;
const pairs = toyTask('dates', { train: 400, validation: 1, test: 1 });
const codec = buildCodec(pairs.train, pairs);

/** Losses of the first steps of the date model, as the demo trains it. */
async function dateCurve(backend: Backend): Promise<number[]> {
  useBackend(backend);
  const config = parseConfig({
    data: { task: 'dates' },
    model: { embeddingSize: 64, hiddenSize: 64, attention: 'additive', tiedEmbeddings: 'none' },
    training: { maxTokens: 512, learningRate: 0.01, warmup: 50, labelSmoothing: 0 },
  });
  manualSeed(5);
  const { source, target } = codec;
  const model = createModel(config.model, { source: source.vocabulary, target: target.vocabulary });
  const trainer = new Trainer({
    model,
    config: { ...config.training, epochs: 100, validateEvery: 1000 },
    train: encodePairs(pairs.train, codec),
    validation: encodePairs(pairs.validation, codec),
  });
  const losses = lossesOf(await eventsOf(trainer, steps));
  trainer.dispose();
  model.dispose();
  return losses;
}

it(
  'trains the date model along the same curve as the processor',
  { timeout: 600_000 },
  async () => {
    const expected = await dateCurve(cpu());
    const gpu = await webgpu();
    const received = await dateCurve(gpu);
    expect(received).toHaveLength(steps);
    expect(received.at(-1)).toBeLessThan(0.7 * received[0]!);
    for (const [step, loss] of expected.entries()) {
      expect(Math.abs(received[step]! - loss), `step ${step}`).toBeLessThan(2e-4);
    }
    gpu.dispose();
  },
);
