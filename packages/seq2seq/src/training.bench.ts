import { backward } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { Random, tokenBatches, type EncodedPair } from '@rondo/data';
import { Adam, clipGradNorm } from '@rondo/optim';
import { manualSeed, useBackend } from '@rondo/tensor';
import { bench } from 'vitest';
import { Seq2Seq } from './model/seq2seq.ts';
import { batchLoss } from './training/loss.ts';

useBackend(cpu());

/** The model of examples/multi30k-de-en.yaml. */
const vocabulary = 9712;
const [sentences, length] = [64, 16];

const random = new Random(1);
const sentence = (): Int32Array =>
  Int32Array.from({ length: length - 1 }, () => 4 + random.integer(vocabulary - 4));
const pairs = Array.from({ length: sentences }, (): EncodedPair => ({
  source: sentence(),
  target: sentence(),
}));
const [batch] = tokenBatches(pairs, { maxTokens: sentences * length }).epoch();

manualSeed(1);
const model = new Seq2Seq({
  sourceVocabulary: vocabulary,
  targetVocabulary: vocabulary,
  embeddingSize: 128,
  hiddenSize: 256,
  layers: 1,
  attention: 'dot',
  tiedEmbeddings: 'all',
  dropout: 0.2,
});
const optimizer = new Adam(model.parameters(), { learningRate: 1e-4 });

bench(
  `training step: V ${vocabulary}, E 128, H 256, ${sentences} sentences of length ${length}`,
  async () => {
    const loss = backward(() => batchLoss(model, batch!, { labelSmoothing: 0.1 }));
    clipGradNorm(model.parameters(), 1).dispose();
    optimizer.step();
    await loss.item();
    loss.dispose();
  },
  { iterations: 10, time: 0, warmupIterations: 2, warmupTime: 0 },
);
