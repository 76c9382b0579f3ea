import { expect, it } from 'vitest';
import { indexSelect, memory, tensor, where } from '@rondo/tensor';
import type { EncodedPair } from '@rondo/data';
import { reversePairs, tinyModel, trainingConfig } from '../../test/tiny.ts';
import { eventsOf, opens, weightsOf } from '../../test/toy-run.ts';
import type { TrainingConfig } from '../config/schema.ts';
import type { StepEvent } from './events.ts';
import { Trainer } from './trainer.ts';

const rare = 9;
const bad: EncodedPair = { source: Int32Array.of(4, rare, 5), target: Int32Array.of(4, 5) };
const pairs = [...reversePairs(17), bad, ...reversePairs(11, { seed: 5 })];

/** One word of one pair has an embedding so large that the model overflows. */
function overflowing(
  config: Partial<TrainingConfig>,
  validation = reversePairs(5, { seed: 2 }),
): Trainer {
  const model = opens(tinyModel({ tiedEmbeddings: 'none', dropout: 0.2 }));
  const { weight } = model.sourceEmbedding!;
  const rows = tensor(Int32Array.from({ length: 11 }, (_, id) => id)).unsqueeze(1);
  weight.assign(where(rows.equal(rare), 3e38, weight));
  rows.dispose();
  return opens(
    new Trainer({
      model,
      config: trainingConfig({ epochs: 2, maxTokens: 30, learningRate: 0.01, ...config }),
      train: pairs,
      validation,
    }),
  );
}

it('names the pair whose loss is not finite, and the parameters stay finite', async () => {
  const trainer = overflowing({});
  await expect(eventsOf(trainer)).rejects.toThrow(
    expect.objectContaining({
      message: expect.stringMatching(/the loss of these pairs is not finite \(pairs 17\)/),
      facts: expect.objectContaining({ kind: 'loss', pairs: [17] }),
    }),
  );
  expect((await weightsOf(trainer.model)).flat().every(Number.isFinite)).toBe(true);
  expect(trainer.model.parameters().every(({ grad }) => grad === undefined)).toBe(true);
});

it.each([1, 3])('leaves steps of %i batches out where told so, and goes on', async (accumulate) => {
  const trainer = overflowing({ nonFinite: 'skip', accumulate });
  const steps = (await eventsOf(trainer)).filter((event) => event.kind === 'step');
  const skipped = steps.filter((event: StepEvent) => event.skipped);
  expect(steps).toHaveLength(trainer.totalSteps);
  expect(skipped.map((event) => event.skipped!.pairs)).toEqual([[17], [17]]);
  expect(trainer.state().history.training).toHaveLength(trainer.totalSteps - 2);
  expect((await weightsOf(trainer.model)).flat().every(Number.isFinite)).toBe(true);
});

it('does not leave out what cannot get better: a parameter that is not finite', async () => {
  const trainer = overflowing({ nonFinite: 'skip' });
  trainer.model.outputBias.assign(tensor([0, 0, 0, Infinity, 0, 0, 0, 0, 0]));
  await expect(eventsOf(trainer)).rejects.toThrow(
    'the parameter outputBias was not finite before the step',
  );
});

it('ends where validation overflows, and no such model is the best', async () => {
  const trainer = overflowing({ nonFinite: 'skip' }, [...reversePairs(3), bad]);
  await expect(eventsOf(trainer)).rejects.toThrow(
    expect.objectContaining({
      message: expect.stringMatching(
        /validation loss is (NaN|Infinity): every parameter is finite, .* validation pairs 3, /,
      ),
      facts: expect.objectContaining({ kind: 'loss', validationPairs: [3] }),
    }),
  );
  expect(trainer.state()).toMatchObject({ best: undefined, kept: [] });
});

it('ends where a parameter is not finite in validation, and names it', async () => {
  const trainer = overflowing({ nonFinite: 'skip', validateEvery: 1 });
  const named = async (): Promise<void> => {
    for await (const event of trainer.run()) {
      if (event.kind === 'step')
        trainer.model.outputBias.assign(tensor([0, 0, 0, NaN, 0, 0, 0, 0, 0]));
    }
  };
  await expect(named()).rejects.toThrow(
    /validation loss is NaN, for the parameter outputBias is not finite/,
  );
  expect(trainer.state().best).toBeUndefined();
});

it('gives up after ten steps in a row', async () => {
  const trainer = overflowing({ nonFinite: 'skip', epochs: 20, validateEvery: 1000 });
  const { weight } = trainer.model.targetEmbedding;
  weight.assign(tensor(3e38).expand([...weight.shape]));
  await expect(eventsOf(trainer)).rejects.toThrow('after 10 steps left out in a row');
  expect(trainer.step).toBe(10);
});

it('names the first parameter whose gradient is not finite while the loss is', async () => {
  const trainer = overflowing({});
  const model = trainer.model;
  const before = memory();
  const backward = model.forward.bind(model);
  // √x at 0 has a finite value and an infinite slope.
  model.forward = (...inputs) => {
    const logits = backward(...inputs);
    const corner = indexSelect(model.outputBias, 0, tensor(Int32Array.of(1)));
    return logits.add(corner.mul(0).abs().sqrt().sum());
  };
  const { weight } = model.sourceEmbedding!;
  weight.assign(tensor(0.1).expand([...weight.shape]));
  await expect(eventsOf(trainer)).rejects.toThrow(
    expect.objectContaining({
      message: expect.stringMatching(/the first gradient that is not finite is that of outputBias/),
      facts: expect.objectContaining({ kind: 'gradient', name: 'outputBias' }),
    }),
  );
  expect(memory().tensors).toBeLessThanOrEqual(before.tensors + 2);
});
