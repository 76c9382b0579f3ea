import { memory, randomState } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { opens, toyConfig, toyTrainer } from '../../test/toy-run.ts';
import { reversePairs, tinyModel } from '../../test/tiny.ts';
import { estimateTraining } from './estimate.ts';
import { fitMaxTokens } from './fit-max-tokens.ts';

const train = reversePairs(3000, { longest: 20 });
const auto = { ...toyConfig().training, maxTokens: 'auto' as const };

it('finds batches that fill the memory given, and touches nothing', async () => {
  const model = opens(tinyModel({ dropout: 0.3 }));
  const [random, before] = [randomState(), memory()];
  for (const bytes of [2e5, 5e5]) {
    const { maxTokens } = fitMaxTokens({ model, config: auto, train }, bytes);
    const config = { ...auto, maxTokens };
    const options = { model, config, train, validation: train.slice(0, 3) };
    const { total } = (await estimateTraining(options, { probe: false })).memory;
    expect(total / bytes).toBeGreaterThan(0.7);
    expect(total / bytes).toBeLessThan(1);
  }
  expect([randomState(), memory()]).toEqual([random, before]);
});

it('leaves an epoch enough steps, and room for the longest pair', () => {
  const model = opens(tinyModel());
  const tokens = train.reduce((sum, { source }) => sum + source.length + 1, 0);
  const many = fitMaxTokens({ model, config: auto, train }, 1e9);
  expect(many.maxTokens).toBe(Math.ceil(tokens / 100));
  expect(many.room).toBeGreaterThan(many.maxTokens);
  const tight = fitMaxTokens({ model, config: auto, train }, 2e5);
  expect(tight.room).toBe(tight.maxTokens);
  const few = train.slice(0, 50);
  const longest = few.reduce((most, { source }) => Math.max(most, source.length + 1), 0);
  expect(fitMaxTokens({ model, config: auto, train: few }, 1e9).maxTokens).toBe(longest);
});

it('says when there is no room for a token', () => {
  const model = opens(tinyModel());
  expect(() => fitMaxTokens({ model, config: auto, train }, 1000)).toThrow(
    'leave no room for a token',
  );
});

it('comes before training', () => {
  const { training, ...config } = toyConfig();
  expect(() => toyTrainer({ ...config, training: { ...training, maxTokens: 'auto' } })).toThrow(
    "training.maxTokens is 'auto', which is to be replaced by a number first; fitMaxTokens finds it",
  );
});

it('leaves no room for gradients and moments of what is frozen', async () => {
  const model = opens(tinyModel({ sourceVocabulary: 3000 }));
  const frozen = { ...auto, freeze: ['sourceEmbedding'] };
  // The table alone takes 72,000 bytes, and three times that if it were trained.
  const bytes = 4e5;
  const { maxTokens } = fitMaxTokens({ model, config: frozen, train }, bytes);
  expect(model.parameters().every(({ requiresGrad }) => requiresGrad)).toBe(true);
  const options = { model, config: { ...frozen, maxTokens }, train, validation: train.slice(0, 3) };
  const { total } = (await estimateTraining(options, { probe: false })).memory;
  expect(total / bytes).toBeGreaterThan(0.7);
  expect(total / bytes).toBeLessThan(1);
});
