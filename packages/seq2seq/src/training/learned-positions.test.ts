import { expect, it } from 'vitest';
import { reversePairs, trainingConfig } from '../../test/tiny.ts';
import { eventsOf, opens } from '../../test/toy-run.ts';
import { Seq2Seq } from '../model/seq2seq.ts';
import { estimateTraining } from './estimate.ts';
import { fitMaxTokens } from './fit-max-tokens.ts';
import { Trainer } from './trainer.ts';

it('leaves out what a model has no positions for, and goes on', async () => {
  const model = opens(
    new Seq2Seq({
      family: 'transformer',
      sourceVocabulary: 11,
      targetVocabulary: 9,
      dModel: 8,
      heads: 2,
      feedForward: 10,
      encoderLayers: 1,
      decoderLayers: 1,
      positions: 'learned',
      maxLength: 5,
    }),
  );
  const [train, validation] = [reversePairs(60), reversePairs(20, { seed: 2 })];
  const longer = (pairs: typeof train): number =>
    pairs.filter(({ source }) => source.length + 1 > 5).length;
  const config = trainingConfig({ epochs: 1, maxTokens: 40 });
  const options = { model, config, train, validation };
  const trainer = opens(new Trainer(options));
  expect(longer(train)).toBeGreaterThan(0);
  expect([trainer.dropped, trainer.droppedValidation]).toEqual([longer(train), longer(validation)]);
  expect((await estimateTraining(options)).steps).toBe(trainer.totalSteps);
  expect(fitMaxTokens(options, 1e6).maxTokens).toBeGreaterThan(0);
  expect((await eventsOf(trainer)).at(-1)).toMatchObject({ kind: 'end', reason: 'finished' });
});
