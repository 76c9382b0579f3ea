import { expect, it } from 'vitest';
import { memory, randomState } from '@rondo/tensor';
import { eventsOf, lossesOf, opens, toyConfig, toyTrainer, weightsOf } from '../../test/toy-run.ts';
import { reversePairs, tinyModel, trainingConfig } from '../../test/tiny.ts';
import { estimateTraining, formatEstimate } from './estimate.ts';

it('counts parameters, steps, tokens and bytes, and touches nothing', async () => {
  const model = opens(tinyModel({ dropout: 0.3 }));
  const train = reversePairs(60);
  const config = trainingConfig({ epochs: 2, maxTokens: 40, ema: 0.9, accumulate: 2 });
  const [weights, random, before] = [await weightsOf(model), randomState(), memory()];
  const estimate = await estimateTraining({
    model,
    config,
    train,
    validation: reversePairs(5, { seed: 2 }),
  });
  expect(await weightsOf(model)).toEqual(weights);
  expect(randomState()).toEqual(random);
  expect(memory()).toEqual(before);
  const count = model.parameterCount();
  expect(estimate.parameters).toBe(count);
  const { parameters, gradients, optimizer, average, activations, total } = estimate.memory;
  expect([parameters, gradients, optimizer, average]).toEqual([
    4 * count,
    4 * count,
    8 * count,
    4 * count,
  ]);
  expect(total).toBe(parameters + gradients + optimizer + average + activations);
  // Logits of the largest batch alone are 4 V bytes a token.
  expect(activations).toBeGreaterThan(4 * 9 * 20);
  const tokens = 2 * train.reduce((sum, { source }) => sum + 2 * (source.length + 1), 0);
  expect(estimate.tokens / tokens).toBeGreaterThan(0.9);
  expect(estimate.tokens / tokens).toBeLessThan(1.15);
  // A token passes each weight of the encoder or decoder about once: 2 FLOPs forward, 4 backward.
  expect(estimate.flops / (6 * count * (tokens / 2))).toBeGreaterThan(0.3);
  expect(estimate.flops / (6 * count * (tokens / 2))).toBeLessThan(4);
  expect(estimate.seconds).toBeGreaterThan(0);
});

it('does without a probe, and does not change the run that follows', async () => {
  const config = toyConfig({ metric: 'bleu' });
  const plain = lossesOf(await eventsOf(toyTrainer(config)));
  const trainer = toyTrainer(config);
  const estimate = await estimateTraining(
    {
      model: trainer.model,
      config: config.training,
      train: reversePairs(9),
      validation: reversePairs(3),
    },
    { probeSteps: 0 },
  );
  expect(estimate.seconds).toBeUndefined();
  expect(lossesOf(await eventsOf(trainer))).toEqual(plain);
});

it('is told in one line', () => {
  const bytes = {
    parameters: 1e7,
    gradients: 1e7,
    optimizer: 2e7,
    average: 0,
    activations: 2.7e8,
    total: 3.1e8,
  };
  const estimate = {
    parameters: 2_517_000,
    steps: 3400,
    tokens: 5e6,
    flops: 3.4e13,
    memory: bytes,
  };
  expect(formatEstimate({ ...estimate, seconds: 1560 })).toBe(
    '2.52M parameters, 3,400 steps, 34.0 TFLOP, 310 MB of memory, about 26 minutes',
  );
  expect(formatEstimate({ ...estimate, seconds: undefined })).toMatch(/memory$/);
});
