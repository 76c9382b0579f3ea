import { backward } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { padSequences, Random, tokenBatches, type EncodedPair } from '@rondo/data';
import { Adam, clipGradNorm } from '@rondo/optim';
import { manualSeed, useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import type { TransformerModelOptions } from '../config/model-schema.ts';
import { greedyDecode } from '../decoding/greedy.ts';
import { batchLoss } from '../training/loss.ts';
import type { ModelOptionsInput } from './config.ts';
import { createModel } from './create-model.ts';

useBackend(cpu());

const words = 8;
const vocabulary = { size: 4 + words };

/** Sequences of 1 to 5 words that are to be copied. */
function copies(count: number, seed: number): EncodedPair[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const length = 1 + random.integer(5);
    const source = Int32Array.from({ length }, () => 4 + random.integer(words));
    return { source, target: source };
  });
}

const recurrent = { embeddingSize: 24, hiddenSize: 32, dropout: 0 };
function transformer(options: Partial<TransformerModelOptions>): ModelOptionsInput {
  const sizes = { dModel: 32, heads: 4, feedForward: 64, encoderLayers: 2, decoderLayers: 2 };
  return { family: 'transformer', ...sizes, dropout: 0, ...options };
}

/** How a family learns: steps, learning rate. */
const families: Readonly<Record<string, [ModelOptionsInput, number, number]>> = {
  'biGRU without attention': [{ ...recurrent, hiddenSize: 64, attention: 'none' }, 400, 0.01],
  'biGRU, dot attention': [{ ...recurrent, attention: 'dot' }, 200, 0.01],
  'biGRU, additive attention, input feeding': [
    { ...recurrent, attention: 'additive', inputFeeding: true },
    200,
    0.01,
  ],
  'biLSTM, Luong general attention': [
    { ...recurrent, cell: 'lstm', attention: 'luongGeneral' },
    250,
    0.01,
  ],
  'biRNN, Luong concat attention': [
    { ...recurrent, cell: 'rnn', attention: 'luongConcat' },
    250,
    0.005,
  ],
  'biGRU, SSRU decoder': [{ ...recurrent, decoderCell: 'ssru', attention: 'dot' }, 250, 0.01],
  'Transformer, pre-norm, one table': [transformer({ tiedEmbeddings: 'all' }), 200, 0.005],
  'Transformer, post-norm': [transformer({ normFirst: false }), 250, 0.003],
  'Transformer, SSRU decoder': [transformer({ decoder: 'ssru' }), 200, 0.005],
};

it.each(Object.entries(families))(
  'learns to copy in a few seconds: %s',
  async (_name, [options, steps, learningRate]) => {
    manualSeed(2);
    const model = createModel(options, { source: vocabulary, target: vocabulary });
    const optimizer = new Adam(model.parameters(), { betas: [0.9, 0.98] });
    const batches = tokenBatches(copies(2000, 1), { maxTokens: 300, seed: 1 });
    let step = 0;
    while (step < steps) {
      for (const batch of batches.epoch()) {
        if (step === steps) break;
        backward(() => batchLoss(model, batch)).dispose();
        clipGradNorm(model.parameters(), 1).dispose();
        optimizer.learningRate =
          learningRate * Math.min(1, ++step / 30, (steps - step) / (steps / 3));
        optimizer.step();
      }
    }
    const unseen = copies(200, 3);
    const source = padSequences(
      unseen.map((pair) => pair.source),
      { end: true },
    );
    const decoded = await greedyDecode(model, source);
    const right = decoded.filter(({ ids }, n) => ids.join(' ') === unseen[n]!.target.join(' '));
    optimizer.dispose();
    model.dispose();
    expect(right.length / unseen.length).toBeGreaterThanOrEqual(0.9);
  },
  30_000,
);
