import { memory } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import {
  eventsOf,
  lossesOf,
  resumed,
  saved,
  toyConfig,
  toyTrainer,
  weightsOf,
} from '../../test/toy-run.ts';
import type { TrainingConfig } from '../config/schema.ts';
import type { StepEvent, TrainingEvent } from './events.ts';
import type { Trainer } from './trainer.ts';

const mixed = (training: Partial<TrainingConfig> = {}) =>
  toyConfig({ precision: 'mixed', epochs: 4, ...training });

const stepsOf = (events: readonly TrainingEvent[]): StepEvent[] =>
  events.filter((event) => event.kind === 'step');

/** Its gradients overflow unless the scale of the loss is small, and its loss is what it was. */
function overflowing(trainer: Trainer): Trainer {
  const { model } = trainer;
  const forward = model.forward.bind(model);
  model.forward = (...inputs) =>
    forward(...inputs).add(model.outputBias.detach().mul(-1).add(detour(model.outputBias)));
  return trainer;
}

/** x, through a number by which its gradient is first multiplied, then divided. */
function detour(x: Trainer['model']['outputBias']) {
  return x.mul(1e-38).mul(1e38);
}

describe('training in mixed precision', () => {
  it.each([{}, { accumulate: 2 }, { clipValue: 0.01, ema: 0.9 }])(
    'is that in float32 where nothing overflows: %o',
    async (training) => {
      const plain = toyTrainer(toyConfig({ epochs: 4, ...training }));
      const scaled = toyTrainer(mixed(training));
      const expected = await eventsOf(plain);
      const received = await eventsOf(scaled);
      // A scale that is a power of 2 rounds nothing.
      expect(lossesOf(received)).toEqual(lossesOf(expected));
      expect(await weightsOf(scaled.model)).toEqual(await weightsOf(plain.model));
      const norms = (events: readonly TrainingEvent[]) =>
        stepsOf(events).map(({ gradientNorm }) => gradientNorm);
      expect(norms(received)).toEqual(norms(expected));
      expect(stepsOf(received).every(({ lossScale }) => lossScale === 65_536)).toBe(true);
      expect(stepsOf(expected).every((event) => !('lossScale' in event))).toBe(true);
      expect(plain.state().scaler).toBeUndefined();
    },
  );

  it.each([1, 2])(
    'leaves steps of %i batches out and halves the scale until their gradients are finite',
    async (accumulate) => {
      const trainer = overflowing(
        toyTrainer(mixed({ epochs: 30, accumulate, validateEvery: 1000 })),
      );
      const before = await weightsOf(trainer.model);
      const steps: StepEvent[] = [];
      let held = 0;
      for await (const event of trainer.run()) {
        if (event.kind !== 'step') break;
        steps.push(event);
        if (event.step === 1) held = memory().tensors;
        if (!event.skipped) break;
        expect(await weightsOf(trainer.model)).toEqual(before);
        expect(memory().tensors).toBe(held);
      }
      const skipped = steps.slice(0, -1);
      // More than the steps that may be left out in a row for other reasons.
      expect(skipped.length).toBeGreaterThan(10);
      expect(skipped.map(({ lossScale }) => lossScale)).toEqual(
        skipped.map((_, n) => 65_536 / 2 ** n),
      );
      expect(skipped[0]).toMatchObject({
        gradientNorm: expect.not.closeTo(0),
        skipped: { kind: 'gradient' },
      });
      expect(skipped.every(({ loss }) => loss > 0 && loss < 10)).toBe(true);
      expect(steps.at(-1)!.gradientNorm).toBeLessThan(100);
      expect(await weightsOf(trainer.model)).not.toEqual(before);
      expect(trainer.state().skipped).toBe(0);
    },
  );

  it('ends where gradients are not finite with a scale of 1, and names the parameter', async () => {
    const trainer = toyTrainer(mixed({ epochs: 20, validateEvery: 1000 }));
    const { model } = trainer;
    const forward = model.forward.bind(model);
    // √x at 0 has a finite value and an infinite slope.
    model.forward = (...inputs) =>
      forward(...inputs).add(model.outputBias.mul(0).abs().sqrt().sum());
    await expect(eventsOf(trainer)).rejects.toThrow(
      'the first gradient that is not finite is that of outputBias',
    );
    expect(trainer.step).toBe(16);
    expect(trainer.state().scaler).toEqual({ scale: 1, growthTracker: 0 });
  });

  it('takes a loss that is not finite for no fault of the scale', async () => {
    const trainer = toyTrainer(mixed());
    await eventsOf(trainer, 2);
    const { model } = trainer;
    model.forward = (
      (forward) =>
      (...inputs: Parameters<typeof forward>) =>
        forward(...inputs).add(Infinity)
    )(model.forward.bind(model));
    await expect(eventsOf(trainer)).rejects.toThrow('the loss of these pairs is not finite');
    expect(trainer.step).toBe(2);
    expect(trainer.state().scaler).toEqual({ scale: 65_536, growthTracker: 2 });
  });

  it.each([3, 14])('goes on bit for bit after a checkpoint at step %i', async (stop) => {
    const config = mixed({ epochs: 12 });
    const whole = overflowing(toyTrainer(config));
    const expected = stepsOf(await eventsOf(whole));
    const first = overflowing(toyTrainer(config));
    const before = stepsOf(await eventsOf(first, stop));
    const second = overflowing(await resumed(await saved(first, config)));
    expect(second.state().scaler).toEqual(first.state().scaler);
    const after = stepsOf(await eventsOf(second));
    const timeless = (steps: readonly StepEvent[]) =>
      steps.map((event) => ({ ...event, seconds: 0 }));
    expect(timeless([...before, ...after])).toEqual(timeless(expected));
    expect(await weightsOf(second.model)).toEqual(await weightsOf(whole.model));
    expect(second.state().scaler).toEqual(whole.state().scaler);
  });

  it('may begin in a run that was trained in float32', async () => {
    const first = toyTrainer(toyConfig({ epochs: 4 }));
    await eventsOf(first, 2);
    const second = await resumed(await saved(first, mixed()));
    const [step] = stepsOf(await eventsOf(second, 3));
    expect(step).toMatchObject({ step: 3, lossScale: 65_536 });
  });
});
