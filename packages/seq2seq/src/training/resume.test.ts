import { describe, expect, it } from 'vitest';
import { eventsOf, resumed, saved, toyConfig, toyTrainer, weightsOf } from '../../test/toy-run.ts';
import type { TrainingConfig } from '../config/schema.ts';
import type { TrainingEvent } from './events.ts';

const settings: Record<string, Partial<TrainingConfig>> = {
  'inverse square root': { schedule: 'inverseSquareRoot' },
  noam: { schedule: 'noam', noamFactor: 0.05 },
  constant: { schedule: 'constant' },
  linear: { schedule: 'linear', finalLearningRate: 1e-4 },
  cosine: { schedule: 'cosine' },
  exponential: { schedule: 'exponential', decay: 0.3 },
  plateau: { schedule: 'plateau', plateauPatience: 0, metric: 'bleu', validateEvery: 1 },
  'moving average': { ema: 0.7, keepBest: 3 },
  accumulation: { accumulate: 2, clipValue: 0.01 },
  'frozen parameters': { freeze: ['encoder', '/bias/'], ema: 0.5 },
};

/** All but times. */
const told = (events: readonly TrainingEvent[]): object[] =>
  events.map((event) => ({ ...event, seconds: 0 }));

describe.each(Object.entries(settings))('with %s', (_name, training) => {
  const config = toyConfig({ epochs: 3, ...training });

  it('conformance 12: a run goes on bit for bit from a checkpoint, wherever it was stopped', async () => {
    const whole = toyTrainer(config);
    const expected = await eventsOf(whole);
    const weights = [await weightsOf(whole.model), await weightsOf(whole.validated)];
    for (const stop of [1, 3, 5]) {
      const first = toyTrainer(config);
      const before = await eventsOf(first, stop);
      const second = await resumed(await saved(first, config));
      const after = await eventsOf(second);
      expect(told([...before, ...after])).toEqual(told(expected));
      expect([await weightsOf(second.model), await weightsOf(second.validated)]).toEqual(weights);
      expect({ ...second.state(), seconds: 0 }).toEqual({ ...whole.state(), seconds: 0 });
    }
  });
});

it('plateau lowers the rate while it runs', async () => {
  const config = toyConfig({ epochs: 3, ...settings['plateau'] });
  const rates = (await eventsOf(toyTrainer(config))).flatMap((event) =>
    event.kind === 'step' ? [event.learningRate] : [],
  );
  expect(rates.at(-1)!).toBeLessThan(Math.max(...rates) / 3);
});
