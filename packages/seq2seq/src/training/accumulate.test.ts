import { expect, it } from 'vitest';
import { reversePairs, tinyModel, trainingConfig } from '../../test/tiny.ts';
import { eventsOf, opens, weightsOf } from '../../test/toy-run.ts';
import type { TrainingConfig } from '../config/schema.ts';
import { Trainer } from './trainer.ts';

function trainer(count: number, config: Partial<TrainingConfig>): Trainer {
  const model = opens(tinyModel());
  return opens(
    new Trainer({
      model,
      config: trainingConfig({ maxTokens: 1000, epochs: 3, learningRate: 0.01, ...config }),
      train: reversePairs(count),
      validation: reversePairs(5, { seed: 2 }),
    }),
  );
}

it('conformance 13: a step on accumulated batches is a step on one batch of all their pairs', async () => {
  const whole = trainer(23, {});
  // Batches of 5, 5, 5, 5 and 3 pairs, with unlike numbers of tokens.
  const parts = trainer(23, { maxSentences: 5, accumulate: 5 });
  const [expected, actual] = [await eventsOf(whole), await eventsOf(parts)];
  expect(actual).toHaveLength(expected.length);
  for (const [i, event] of expected.entries()) {
    const other = actual[i]!;
    expect(other.kind).toBe(event.kind);
    if (event.kind !== 'step' || other.kind !== 'step') continue;
    expect(other.loss).toBeCloseTo(event.loss, 5);
    expect(other.gradientNorm).toBeCloseTo(event.gradientNorm, 5);
    expect(other.tokens).toBe(event.tokens);
  }
  const [a, b] = [(await weightsOf(whole.model)).flat(), (await weightsOf(parts.model)).flat()];
  expect(Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))).toBeLessThan(1e-4);
});

it('takes what is left at the end of an epoch as a step of its own, and validates there', async () => {
  const one = trainer(23, { maxSentences: 5, accumulate: 2 });
  expect(one.totalSteps).toBe(9);
  const kinds = (await eventsOf(one)).map(({ kind }) => kind);
  const epoch = ['step', 'step', 'step', 'validation'];
  expect(kinds).toEqual([...epoch, ...epoch, ...epoch, 'end']);
});

it('limits each element of the gradients by clipValue, before the norm', async () => {
  const one = trainer(9, { clipValue: 1e-3, clipNorm: 1e6, epochs: 1 });
  let largest = 0;
  const step = one.optimizer.step.bind(one.optimizer);
  const gradients: Promise<ArrayLike<number>>[] = [];
  one.optimizer.step = () => {
    for (const { grad } of one.model.parameters()) if (grad) gradients.push(grad.data());
    step();
  };
  const [event] = await eventsOf(one);
  for (const values of await Promise.all(gradients)) {
    largest = Math.max(largest, ...Array.from(values, Math.abs));
  }
  expect(largest).toBeCloseTo(1e-3, 9);
  expect(event).toMatchObject({ kind: 'step', gradientNorm: expect.any(Number) });
  expect(event!.kind === 'step' && event!.gradientNorm).toBeGreaterThan(0.01);
});

it('leaves frozen parameters as they are, by name, module or expression', async () => {
  const one = trainer(23, { freeze: ['encoder', '/[Bb]ias/'] });
  const before = await weightsOf(one.model);
  await eventsOf(one);
  const after = await weightsOf(one.model);
  const names = one.model.namedParameters().map(([name]) => name);
  const same = names.filter((_, i) => JSON.stringify(after[i]) === JSON.stringify(before[i]));
  expect(same).toEqual(names.filter((name) => /^encoder\.|[Bb]ias/.test(name)));
  expect(same.length).toBeLessThan(names.length);
});

it.each([
  [['encodr'], "'encodr' matches no parameter"],
  [['/(/'], 'training.freeze: /(/ is no expression'],
  [['/./'], 'freezes every parameter'],
])('refuses to freeze %j', (freeze, message) => {
  expect(() => trainer(5, { freeze })).toThrow(message);
});

it('has the rate of the paper with noam', async () => {
  const one = trainer(23, { schedule: 'noam', warmup: 2, noamFactor: 0.5, epochs: 4 });
  const rates = (await eventsOf(one)).flatMap((event) =>
    event.kind === 'step' ? [event.learningRate] : [],
  );
  const paper = [1, 2, 3, 4].map((t) => 0.5 * 5 ** -0.5 * Math.min(t ** -0.5, t * 2 ** -1.5));
  for (const [i, rate] of rates.entries()) expect(rate).toBeCloseTo(paper[i]!, 12);
});
