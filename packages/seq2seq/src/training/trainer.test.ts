import { TrainingError } from '@rondo/training';
import { afterEach, describe, expect, it } from 'vitest';
import { memory, tensor } from '@rondo/tensor';
import { reversePairs, tinyModel, trainingConfig } from '../../test/tiny.ts';
import { Seq2Seq } from '../model/seq2seq.ts';
import type { TrainingConfig } from '../config/schema.ts';
import type { TrainingEvent } from './events.ts';
import { Trainer } from './trainer.ts';

const opened: { dispose(): void }[] = [];
afterEach(() => opened.splice(0).forEach((one) => one.dispose()));

function makeTrainer(
  overrides: Partial<TrainingConfig> = {},
  model: Seq2Seq = tinyModel({ dropout: 0.2 }),
): Trainer {
  const trainer = new Trainer({
    model,
    config: trainingConfig({
      epochs: 3,
      maxTokens: 30,
      warmup: 5,
      learningRate: 0.02,
      ...overrides,
    }),
    train: reversePairs(40),
    validation: reversePairs(10, { seed: 2 }),
  });
  opened.push(model, trainer.optimizer);
  return trainer;
}

async function eventsOf(trainer: Trainer, steps = Infinity): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  for await (const event of trainer.run()) {
    events.push(event);
    if (event.kind === 'step' && event.step >= steps) break;
  }
  return events;
}

async function weights(model: Seq2Seq): Promise<number[][]> {
  return Promise.all(model.parameters().map(async (parameter) => [...(await parameter.data())]));
}

const curve = (events: readonly TrainingEvent[]): number[] =>
  events.flatMap((event) => (event.kind === 'end' ? [] : [event.loss]));

describe('Trainer', () => {
  it('lowers the loss, validates at the end of each epoch and says when it is over', async () => {
    const trainer = makeTrainer({ epochs: 8, labelSmoothing: 0 }, tinyModel());
    const events = await eventsOf(trainer);
    const losses = events.flatMap((event) => (event.kind === 'step' ? [event.loss] : []));
    const validations = events.filter((event) => event.kind === 'validation');
    expect(validations).toHaveLength(8);
    expect(losses).toHaveLength(trainer.totalSteps);
    expect(validations.at(-1)!.perplexity).toBeLessThan(0.7 * validations[0]!.perplexity);
    expect(validations[0]!.isBest).toBe(true);
    expect(events.at(-1)).toEqual({ kind: 'end', step: trainer.totalSteps, reason: 'finished' });
  });

  it('gives the same run twice with one seed, another with another', async () => {
    const first = makeTrainer();
    const second = makeTrainer();
    const third = makeTrainer({ seed: 2 });
    const curves = [await eventsOf(first), await eventsOf(second), await eventsOf(third)].map(
      curve,
    );
    expect(curves[1]).toEqual(curves[0]);
    expect(curves[2]).not.toEqual(curves[0]);
    expect(await weights(second.model)).toEqual(await weights(first.model));
  });

  it.each([1, 7, 13])(
    'conformance 12: goes on bit for bit after being stopped at step %i',
    async (stop) => {
      const whole = makeTrainer({ validateEvery: 7 });
      const expected = await eventsOf(whole);
      const stopped = makeTrainer({ validateEvery: 7 });
      const before = await eventsOf(stopped, stop);
      const resumed = makeTrainer({ validateEvery: 7 });
      for (const [i, parameter] of stopped.model.parameters().entries()) {
        resumed.model.parameters()[i]!.assign(parameter);
      }
      resumed.optimizer.loadStateDict(stopped.optimizer.stateDict());
      resumed.restore(JSON.parse(JSON.stringify(stopped.state())));
      const after = await eventsOf(resumed);
      expect(curve([...before, ...after])).toEqual(curve(expected));
      expect(await weights(resumed.model)).toEqual(await weights(whole.model));
      expect(resumed.state().history).toEqual(whole.state().history);
    },
  );

  it('stops at a loss that is not a number, names step and batch, and leaves the parameters as they were', async () => {
    const trainer = makeTrainer();
    await eventsOf(trainer, 3);
    const before = await weights(trainer.model);
    trainer.model.outputBias.assign(tensor([NaN, 0, 0, 0, 0, 0, 0, 0, 0]));
    await expect(eventsOf(trainer)).rejects.toThrow(
      expect.objectContaining({
        name: TrainingError.name,
        message: expect.stringMatching(/stopped at step 4.*batch 4 of epoch 1/),
        facts: expect.objectContaining({ step: 4, batch: 4, loss: NaN }),
      }),
    );
    const after = await weights(trainer.model);
    expect(after.slice(0, -1)).toEqual(before.slice(0, -1));
    expect(trainer.model.parameters().every(({ grad }) => grad === undefined)).toBe(true);
  });

  it('stops at a validation loss that is not a number, before it counts as the best', async () => {
    const trainer = makeTrainer({ validateEvery: 3 });
    await eventsOf(trainer, 2);
    const run = trainer.run();
    const { value: step } = await run.next();
    expect(step).toMatchObject({ kind: 'step', step: 3 });
    trainer.model.outputBias.assign(tensor([NaN, 0, 0, 0, 0, 0, 0, 0, 0]));
    await expect(run.next()).rejects.toThrow(
      expect.objectContaining({
        name: TrainingError.name,
        facts: { step: 3, epoch: 1, loss: NaN, kind: 'parameter', name: 'outputBias' },
      }),
    );
    expect(trainer.state().best).toBeUndefined();
  });

  it('ends early when validations no longer improve', async () => {
    const trainer = makeTrainer({ epochs: 50, learningRate: 1e-9, patience: 2, labelSmoothing: 0 });
    // Parameters that hardly move give validation losses that hardly do; the first one stays best or is beaten by rounding only.
    const events = await eventsOf(trainer);
    const last = events.at(-1)!;
    expect(last.kind === 'end' && last.step < trainer.totalSteps ? last.reason : '').toBe(
      'no improvement',
    );
  });

  it('does not grow in memory over 1,000 steps', async () => {
    const trainer = makeTrainer({ epochs: 1000, validateEvery: 10_000 });
    const marks: { tensors: number; bytes: number }[] = [];
    for await (const event of trainer.run()) {
      if (event.kind !== 'step') continue;
      if (event.step === 10 || event.step === 1000) marks.push(memory());
      if (event.step === 1000) break;
    }
    expect(marks[1]).toEqual(marks[0]);
  });
});
