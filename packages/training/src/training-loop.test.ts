import { tensor } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { exampleBatches } from '@rondo/data';
import { inMode } from '@rondo/layers-core';
import { batchOf, classifier, eventsOf, numbersOf, objective, run } from '../test/small.ts';
import type { LoopStep } from './events.ts';

const stepsOf = (events: readonly { kind: string }[]): LoopStep[] =>
  events.filter((event): event is LoopStep => event.kind === 'step');

it('lowers the loss, validates at the end of each epoch and says when it is over', async () => {
  const events = await eventsOf(run({ epochs: 12 }));
  const validations = events.flatMap((event) =>
    event.kind === 'validation' ? [[event.step, event.result.loss] as const] : [],
  );
  expect(validations.map(([step]) => step)).toEqual([...Array(12).keys()].map((n) => 6 * (n + 1)));
  expect(validations.at(-1)![1]).toBeLessThan(0.6 * validations[0]![1]);
  expect(events.at(-1)).toEqual({ kind: 'end', step: 72, reason: 'finished' });
  const amounts = stepsOf(events).map(({ amount }) => amount);
  expect(amounts.slice(0, 6)).toEqual([16, 16, 16, 16, 16, 10]);
});

it.each([1, 5, 11])('goes on bit for bit after being stopped at step %i', async (stop) => {
  const whole = run({ epochs: 3, accumulate: 2 });
  const expected = await eventsOf(whole);
  const first = run({ epochs: 3, accumulate: 2 });
  const begun = await eventsOf(first, Math.min(stop, 8));
  const second = run({ epochs: 3, accumulate: 2, model: classifier(77) });
  second.model.loadStateDict(first.model.stateDict());
  second.optimizer.loadStateDict(first.optimizer.stateDict());
  second.loop.restore(JSON.parse(JSON.stringify(first.loop.state())));
  const rest = await eventsOf(second);
  const losses = (events: typeof expected) => stepsOf(events).map(({ loss }) => loss);
  expect([...losses(begun), ...losses(rest)]).toEqual(losses(expected));
  expect(await numbersOf(second.model)).toEqual(await numbersOf(whole.model));
  const { seconds, ...state } = second.loop.state();
  expect(seconds).toBeGreaterThan(0);
  expect({ ...state, seconds: 0 }).toEqual({ ...whole.loop.state(), seconds: 0 });
});

it('shows the statistics of the step before while a step is at work', async () => {
  const one = run({ epochs: 1 });
  const events = one.loop.run();
  await events.next();
  const settled = await numbersOf(one.model);
  const next = events.next();
  expect(await numbersOf(one.model)).toEqual(settled);
  await next;
  expect(await numbersOf(one.model)).not.toEqual(settled);
});

it('is the same step whether batches come whole or accumulated', async () => {
  const loss = (batchSize: number, accumulate: number) =>
    eventsOf(
      run({
        accumulate,
        epochs: 1,
        // In evaluation, for statistics of a batch are of that batch.
        loss: (model, batch) => inMode(model, 'evaluation', () => objective.loss(model, batch)),
        batches: exampleBatches({ count: 90, batchSize, make: batchOf }),
      }),
    );
  const [whole, parts] = [await loss(64, 1), await loss(16, 4)];
  const [a, b] = [whole, parts].map((events) => stepsOf(events).map((step) => step.loss));
  expect(b).toHaveLength(2);
  for (const [n, value] of a!.entries()) expect(b![n]).toBeCloseTo(value, 5);
});

it('leaves a step out that is not finite, and its statistics with it', async () => {
  const spoiled = (indices: Int32Array) => {
    const batch = batchOf(indices);
    const at = indices.indexOf(7);
    if (at >= 0) batch.points[2 * at] = Number.NaN;
    return batch;
  };
  const batches = exampleBatches({ count: 90, batchSize: 16, make: spoiled });
  const skipping = run({ epochs: 2, nonFinite: 'skip', batches, validate: undefined });
  const steps = stepsOf(await eventsOf(skipping));
  expect(steps.filter(({ skipped }) => skipped)).toHaveLength(2);
  expect((await numbersOf(skipping.model)).flat().every(Number.isFinite)).toBe(true);
  const stopping = run({ epochs: 2, batches });
  await expect(eventsOf(stopping)).rejects.toThrow(
    /training stopped at step \d: the loss is NaN .*\(examples .*\); the parameters are those before this step\. Lower learningRate/,
  );
  expect((await numbersOf(stopping.model)).flat().every(Number.isFinite)).toBe(true);
});

it('validates the moving average, with the statistics of the model', async () => {
  const { loop, model } = run({
    epochs: 2,
    average: { decay: 0.5, copy: () => classifier(31) },
  });
  await eventsOf({ loop });
  const [average, raw] = [loop.validated.stateDict(), model.stateDict()];
  expect(loop.validated).not.toBe(model);
  expect(await average['1.running_var']!.array()).toEqual(await raw['1.running_var']!.array());
  expect(await average['0.weight']!.array()).not.toEqual(await raw['0.weight']!.array());
});

it('stops when validations do not get better', async () => {
  const events = await eventsOf(run({ epochs: 30, rate: 0, patience: 3 }));
  expect(events.at(-1)).toMatchObject({ kind: 'end', reason: 'no improvement' });
});

it('says what a validation does not tell, and where a loss overflows', async () => {
  const metric = { name: 'accuracy', mode: 'max' } as const;
  await expect(eventsOf(run({ metric }))).rejects.toThrow("the metric 'accuracy' is not among");
  const overflowing = run({ validate: async () => ({ loss: Infinity }) });
  await expect(eventsOf(overflowing)).rejects.toThrow(
    'the validation loss is Infinity: every parameter is finite',
  );
  const broken = run({
    validate: async (model) => {
      model.parameters()[0]!.assign(tensor(NaN).expand([12, 2]));
      return { loss: NaN };
    },
  });
  await expect(eventsOf(broken)).rejects.toThrow('the parameter 0.weight is not finite');
});

it.each([{ epochs: 0 }, { accumulate: 0 }, { keepBest: 0.5 }])('refuses %o', (options) => {
  expect(() => run(options)).toThrow(/expected (epochs above 0|\w+ of 1 or more), received/);
});
