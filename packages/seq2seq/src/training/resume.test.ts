import { encodePairs } from '@rondo/data';
import { describe, expect, it } from 'vitest';
import {
  eventsOf,
  lossesOf,
  opens,
  resumed,
  saved,
  toyCodec,
  toyConfig,
  toyModel,
  toyPairs,
  toyTrainer,
  weightsOf,
} from '../../test/toy-run.ts';
import { loadCheckpoint, resumeTraining } from '../checkpoint/checkpoint.ts';
import type { TrainingConfig } from '../config/schema.ts';
import type { Seq2Seq } from '../model/seq2seq.ts';
import type { TrainingEvent } from './events.ts';
import { decodingWith } from './validation-decoding.ts';

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

/** A model with room for so many sentences. */
function withRoom(model: Seq2Seq, room: number): Seq2Seq {
  const encode = model.encode.bind(model);
  model.encode = (source, lengths) => {
    if (source.shape[0]! > room) throw new RangeError('Array buffer allocation failed');
    return encode(source, lengths);
  };
  return model;
}

it('a run whose memory ran out goes on in parts of the same size, also where there is more memory', async () => {
  // Batches of validation are of one sentence, which always has room.
  const config = toyConfig({ epochs: 3, validateEvery: 1000 });
  const pairs = toyPairs.validation.slice(0, 1);
  const small = {
    validation: encodePairs(pairs, toyCodec),
    decoding: decodingWith(toyCodec, pairs),
  };
  const whole = toyTrainer(config, withRoom(toyModel(config), 2), small);
  const expected = await eventsOf(whole);
  expect(whole.state().partPlaces).toBeGreaterThan(0);
  const first = toyTrainer(config, withRoom(toyModel(config), 2), small);
  const before = await eventsOf(first, 5);
  const { model, training } = await loadCheckpoint(await saved(first, config));
  const second = toyTrainer(config, opens(model), small);
  resumeTraining(second, training!);
  const after = await eventsOf(second);
  expect(lossesOf([...before, ...after])).toEqual(lossesOf(expected));
  expect(await weightsOf(second.model)).toEqual(await weightsOf(whole.model));
  // What an earlier run in this process learned of its memory does not stay.
  second.restore({ ...first.state(), partPlaces: undefined });
  expect(second.state().partPlaces).toBeUndefined();
});
