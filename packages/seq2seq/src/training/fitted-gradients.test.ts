import { memory } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { reversePairs, tinyModel, trainingConfig } from '../../test/tiny.ts';
import { eventsOf, lossesOf, opens, weightsOf } from '../../test/toy-run.ts';
import { Trainer } from './trainer.ts';

/** A trainer whose memory has room for so many sentences, and how many times it ran out. */
function trainer(room: number) {
  const model = opens(tinyModel());
  const encode = model.encode.bind(model);
  let failures = 0;
  model.encode = (source, lengths) => {
    const found = encode(source, lengths);
    if (source.shape[0]! <= room) return found;
    failures += 1;
    throw new RangeError('Array buffer allocation failed');
  };
  const options = {
    model,
    config: trainingConfig({ maxTokens: 60, epochs: 2, learningRate: 0.01, accumulate: 2 }),
    train: reversePairs(60),
    validation: reversePairs(1, { seed: 2 }),
  };
  return { trainer: opens(new Trainer(options)), failures: () => failures };
}

it('takes a step in parts where memory runs out, learns how large they may be, and leaks nothing', async () => {
  const [whole, parts] = [trainer(Infinity), trainer(4)];
  const before = memory();
  const losses = lossesOf(await eventsOf(parts.trainer));
  expect(parts.failures()).toBeGreaterThan(0);
  // A batch has at most 30 sentences; each failure halves what is tried.
  expect(parts.failures()).toBeLessThan(8);
  const expected = lossesOf(await eventsOf(whole.trainer));
  expect(losses).toHaveLength(expected.length);
  for (const [n, loss] of losses.entries()) expect(loss).toBeCloseTo(expected[n]!, 4);
  const [a, b] = await Promise.all([whole, parts].map((one) => weightsOf(one.trainer.model)));
  const difference = a!.flat().map((value, n) => Math.abs(value - b!.flat()[n]!));
  expect(Math.max(...difference)).toBeLessThan(1e-3);
  for (const one of [whole, parts]) one.trainer.dispose();
  expect(memory()).toEqual(before);
});

it('says which pair does not fit alone, and throws other errors on', async () => {
  await expect(eventsOf(trainer(0).trainer)).rejects.toThrow(
    /memory is not enough for training pair \d+ alone, with \d source and \d target tokens; lower/,
  );
  const broken = trainer(Infinity).trainer;
  broken.model.encode = () => {
    throw new TypeError('x is not a function');
  };
  await expect(eventsOf(broken)).rejects.toThrow('x is not a function');
});
