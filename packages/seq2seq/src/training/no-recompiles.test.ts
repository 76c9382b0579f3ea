import { expect, it } from 'vitest';
import { backward } from '@rondo/autograd';
import { compiledModules } from '@rondo/backend-cpu';
import { tokenBatches } from '@rondo/data';
import { Adam, clipGradNorm } from '@rondo/optim';
import { tinyModel } from '../../test/tiny.ts';
import { batchLoss } from './loss.ts';

/** One training step on two sentences of a given length. */
function step(vocabulary: number, length: number): void {
  const model = tinyModel({
    sourceVocabulary: vocabulary,
    targetVocabulary: vocabulary,
    dropout: 0.1,
  });
  const optimizer = new Adam(model.parameters());
  const sentence = Int32Array.from({ length: length - 1 }, (_, i) => 4 + (i % (vocabulary - 4)));
  const pairs = [sentence, sentence.slice(1)].map((ids) => ({ source: ids, target: ids }));
  for (const batch of tokenBatches(pairs, { maxTokens: 500 }).epoch()) {
    backward(() => batchLoss(model, batch, { labelSmoothing: 0.1 })).dispose();
    clipGradNorm(model.parameters(), 1).dispose();
    optimizer.step();
  }
  optimizer.dispose();
  model.dispose();
}

it('compiles no kernel for another length or another vocabulary', () => {
  // Short and long products are computed in different ways, each of which is compiled when it is first used: one of them for scalar
  // products of 16 and more, here over the vocabulary.
  for (const length of [1, 7, 200]) step(9, length);
  step(20, 5);
  const before = compiledModules();
  expect(before).toBeGreaterThan(0);
  for (let length = 1; length <= 200; length++) step(9, length);
  for (const vocabulary of [9_999, 10_000]) step(vocabulary, 5);
  expect(compiledModules()).toBe(before);
});
