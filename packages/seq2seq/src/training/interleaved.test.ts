import { expect, it } from 'vitest';
import { padSequences } from '@rondo/data';
import { reversePairs, tinyModel, trainingConfig } from '../../test/tiny.ts';
import { greedyDecode } from '../decoding/greedy.ts';
import { Trainer } from './trainer.ts';

async function lossesOf(decodesMeanwhile: boolean): Promise<number[]> {
  const model = tinyModel({ dropout: 0.4 });
  const trainer = new Trainer({
    model,
    config: trainingConfig({ epochs: 2, maxTokens: 30 }),
    train: reversePairs(30),
    validation: reversePairs(5, { seed: 2 }),
  });
  const losses: number[] = [];
  const decoding: Promise<unknown>[] = [];
  for await (const event of trainer.run()) {
    if (event.kind === 'step') losses.push(event.loss);
    if (decodesMeanwhile)
      decoding.push(greedyDecode(model, padSequences([[5, 6, 7]], { end: true })));
  }
  await Promise.all(decoding);
  trainer.optimizer.dispose();
  model.dispose();
  return losses;
}

it('trains the same while the model is decoded from', async () => {
  expect(await lossesOf(true)).toEqual(await lossesOf(false));
});
