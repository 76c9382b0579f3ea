import { encodePairs } from '@rondo/data';
import { expect, it } from 'vitest';
import { toyCodec, toyConfig, toyPairs, toyTrainer } from '../../test/toy-run.ts';
import { probeTime } from './probe-time.ts';

const { training: config } = toyConfig({ epochs: 100, validateEvery: 40 });
const options = {
  config,
  train: encodePairs(toyPairs.train, toyCodec),
  validation: encodePairs(toyPairs.validation, toyCodec),
};

it('takes no step of a run that is over in two seconds', async () => {
  const trainer = toyTrainer(toyConfig(config));
  const coldStep = 1.9 / trainer.totalSteps;
  const model = { ...options, model: trainer.model };
  const seconds = await probeTime(trainer, model, { coldStep, places: 1e6 });
  expect(seconds).toEqual({
    training: expect.closeTo(1.9, 6),
    validation: 0,
    total: seconds!.training,
  });
  expect(trainer.step).toBe(0);
});

it('takes some steps of a longer one, and scales them by their places', async () => {
  const trainer = toyTrainer(toyConfig(config));
  const model = { ...options, model: trainer.model };
  // By its cold step the run takes five seconds, so a tenth of a second is spent.
  const coldStep = 5 / trainer.totalSteps;
  const seconds = await probeTime(trainer, model, { coldStep, places: 1e12 });
  expect(trainer.step).toBeGreaterThan(0);
  expect(trainer.step).toBeLessThan(trainer.totalSteps);
  // Whatever the machine: a place takes more than a picosecond, a run of so many longer than five seconds.
  expect(seconds!.training).toBeGreaterThan(5);
  expect(seconds!.validation).toBeGreaterThan(0);
  expect(seconds!.total).toBe(seconds!.training + seconds!.validation);
});
