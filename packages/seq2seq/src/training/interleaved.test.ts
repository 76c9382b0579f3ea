import { expect, it } from 'vitest';
import { padSequences } from '@rondo/data';
import { manualSeed, rand, randomState } from '@rondo/tensor';
import { reversePairs, tinyModel, trainingConfig } from '../../test/tiny.ts';
import { greedyDecode } from '../decoding/greedy.ts';
import { Trainer } from './trainer.ts';

function makeTrainer(seed = 1): Trainer {
  return new Trainer({
    model: tinyModel({ dropout: 0.4 }),
    config: trainingConfig({ epochs: 2, maxTokens: 30, seed }),
    train: reversePairs(30),
    validation: reversePairs(5, { seed: 2 }),
  });
}

/** The losses of a run, with something else going on after each step. */
async function lossesOf(
  trainer: Trainer,
  meanwhile: (trainer: Trainer) => unknown = () => {},
): Promise<number[]> {
  const losses: number[] = [];
  const others: unknown[] = [];
  for await (const event of trainer.run()) {
    if (event.kind === 'step') losses.push(event.loss);
    others.push(meanwhile(trainer));
  }
  await Promise.all(others);
  trainer.optimizer.dispose();
  trainer.model.dispose();
  return losses;
}

it('trains the same while the model is decoded from', async () => {
  const alone = await lossesOf(makeTrainer());
  const decoding = await lossesOf(makeTrainer(), ({ model }) =>
    greedyDecode(model, padSequences([[5, 6, 7]], { end: true })),
  );
  expect(decoding).toEqual(alone);
});

it('trains the same beside another run and other random numbers', async () => {
  const alone = [await lossesOf(makeTrainer(1)), await lossesOf(makeTrainer(2))];
  const together = await Promise.all([
    lossesOf(makeTrainer(1), () => rand([3]).dispose()),
    lossesOf(makeTrainer(2)),
  ]);
  expect(together).toEqual(alone);
});

it('leaves the global stream of random numbers where it was', async () => {
  manualSeed(11);
  const trainer = makeTrainer();
  const before = randomState();
  await lossesOf(trainer);
  expect(randomState()).toEqual(before);
});
