import { expect, it } from 'vitest';
import { memory, randomState } from '@rondo/tensor';
import { MovingAverage } from '@rondo/training';
import {
  eventsOf,
  opens,
  saved,
  toyConfig,
  toyModel,
  toyTrainer,
  weightsOf,
} from '../../test/toy-run.ts';
import { loadCheckpoint } from '../checkpoint/checkpoint.ts';
import { cloneModel } from './clone-model.ts';

const flat = async (...args: Parameters<typeof weightsOf>): Promise<number[]> =>
  (await weightsOf(...args)).flat();

it('is the recursive mean of the weights after each step', async () => {
  const trainer = toyTrainer(toyConfig({ ema: 0.25 }));
  let expected: number[] | undefined;
  let t = 0;
  for await (const event of trainer.run()) {
    if (event.kind !== 'step') continue;
    const present = await flat(trainer.model);
    const kept = Math.min(0.25, (1 + t) / (10 + t));
    expected = expected?.map((a, i) => kept * a + (1 - kept) * present[i]!) ?? present;
    t += 1;
  }
  const actual = await flat(trainer.validated);
  const apart = Math.max(...actual.map((value, i) => Math.abs(value - expected![i]!)));
  expect(apart).toBeLessThan(1e-6);
  const raw = await flat(trainer.model);
  expect(Math.max(...actual.map((value, i) => Math.abs(value - raw[i]!)))).toBeGreaterThan(1e-4);
});

it('does not change the training itself, and uses no random numbers', async () => {
  const [plain, averaged] = [toyTrainer(toyConfig()), toyTrainer(toyConfig({ ema: 0.9 }))];
  await eventsOf(plain);
  await eventsOf(averaged);
  expect(await flat(averaged.model)).toEqual(await flat(plain.model));
  const model = toyModel();
  const before = randomState();
  new MovingAverage(model, cloneModel(model), 0.9).dispose();
  expect(randomState()).toEqual(before);
});

it('is stored beside the weights of a run', async () => {
  const config = toyConfig({ ema: 0.9 });
  const trainer = toyTrainer(config);
  await eventsOf(trainer, 4);
  expect(trainer.validated).not.toBe(trainer.model);
  const { model, training } = await loadCheckpoint(await saved(trainer, config));
  opens(model);
  const { average, optimizer } = training!;
  expect(Object.keys(average).toSorted()).toEqual(
    Object.keys(trainer.validated.stateDict()).toSorted(),
  );
  for (const tensor of [...Object.values(average), ...Object.values(optimizer)]) tensor.dispose();
});

it('leaves nothing behind', async () => {
  const model = toyModel();
  const before = memory();
  const average = new MovingAverage(model, cloneModel(model), 0.9);
  average.update();
  average.update();
  average.dispose();
  expect(memory()).toEqual(before);
});
