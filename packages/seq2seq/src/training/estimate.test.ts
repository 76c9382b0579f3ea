import { expect, it } from 'vitest';
import { encodePairs } from '@rondo/data';
import { memory, randomState } from '@rondo/tensor';
import {
  eventsOf,
  lossesOf,
  opens,
  toyCodec,
  toyConfig,
  toyPairs,
  toyTrainer,
  weightsOf,
} from '../../test/toy-run.ts';
import { reversePairs, tinyModel, trainingConfig } from '../../test/tiny.ts';
import { estimateTraining } from './estimate.ts';
import { decodingWith } from './validation-decoding.ts';

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
  expect(estimate.seconds!.total).toBeGreaterThan(0);
  const layers = estimate.layers.map(({ path }) => path);
  expect(layers).toContain('encoder.rnn.cells.0.0');
  expect(estimate.layers.reduce((sum, layer) => sum + layer.parameters, 0)).toBe(count);
});

it('times some steps and a validation of a run that takes longer, and changes nothing of it', async () => {
  const config = toyConfig({ epochs: 400, validateEvery: 50, metric: 'bleu' });
  const options = {
    config: config.training,
    train: encodePairs(toyPairs.train, toyCodec),
    validation: encodePairs(toyPairs.validation, toyCodec),
    decoding: decodingWith(toyCodec, toyPairs.validation),
  };
  const plain = toyTrainer(config);
  const losses = lossesOf(await eventsOf(plain, 10));
  const trainer = toyTrainer(config);
  const [random, before] = [randomState(), memory()];
  const { seconds, steps } = await estimateTraining({ model: trainer.model, ...options });
  expect([randomState(), memory()]).toEqual([random, before]);
  expect(steps).toBe(trainer.totalSteps);
  expect(seconds!.validation).toBeGreaterThan(0);
  expect(seconds!.total).toBe(seconds!.training + seconds!.validation);
  expect(lossesOf(await eventsOf(trainer, 10))).toEqual(losses);
  expect(await weightsOf(trainer.model)).toEqual(await weightsOf(plain.model));
});

it('leaves it to the run to tell of steps that fail', async () => {
  const config = toyConfig({ epochs: 4000, learningRate: 1e38, warmup: 0, schedule: 'constant' });
  const trainer = toyTrainer(config);
  const { model } = trainer;
  const data = { train: reversePairs(40), validation: reversePairs(3) };
  const { steps } = await estimateTraining({ model, config: config.training, ...data });
  expect(steps).toBeGreaterThan(4000);
  await expect(eventsOf(trainer)).rejects.toThrow('training stopped at step 2');
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
    { probe: false },
  );
  expect(estimate.seconds).toBeUndefined();
  expect(lossesOf(await eventsOf(trainer))).toEqual(plain);
});

it('times steps without the validations between them', async () => {
  const config = trainingConfig({ epochs: 4000, maxTokens: 40, validateEvery: 1 });
  const validation = reversePairs(60, { seed: 2 });
  let reads = 0;
  const counted = new Proxy(validation, {
    get: (pairs, key) => {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1;
      return Reflect.get(pairs, key);
    },
  });
  const data = { train: reversePairs(60), validation: counted };
  const { seconds, steps } = await estimateTraining({ model: opens(tinyModel()), config, ...data });
  expect(seconds!.validation).toBeGreaterThan(0);
  expect(steps).toBeGreaterThan(1000);
  // Lengths twice for each of the batches that are made, and one pass over these.
  expect(reads / validation.length).toBeLessThan(10);
});
