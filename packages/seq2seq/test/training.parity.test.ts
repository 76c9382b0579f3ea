import { readFileSync } from 'node:fs';
import { backward } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { safetensors } from '@rondo/layers-core';
import { Adam } from '@rondo/optim';
import { crossEntropy, dispose, scope, tensor, useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import type { ModelOptionsInput } from '../src/model/config.ts';
import { createModel } from '../src/model/create-model.ts';

useBackend(cpu());

const [SOURCE, TARGET, BATCH, LONGEST] = [23, 19, 7, 6] as const;
const [PAD, BEGIN, END, FIRST] = [0, 1, 2, 4] as const;

/** The batches of make-bigru-training.py and make-family-training.py: the target is the source backwards, in other words. */
function batch(step: number) {
  const lengths = Array.from({ length: BATCH }, (_, n) => 1 + ((3 * n + step) % LONGEST));
  const padded = (tokens: readonly number[], length: number): number[] =>
    Array.from({ length }, (_, t) => tokens[t] ?? PAD);
  const words = lengths.map((length, n) =>
    Array.from(
      { length },
      (_, t) => FIRST + ((7 * n + 5 * t + 11 * step + n * t) % (SOURCE - FIRST)),
    ),
  );
  const others = words.map((sentence) =>
    sentence.toReversed().map((word) => FIRST + ((3 * word) % (TARGET - FIRST))),
  );
  return {
    source: words.map((sentence) => padded(sentence, LONGEST)),
    lengths,
    given: others.map((sentence) => padded([BEGIN, ...sentence], LONGEST + 1)),
    wanted: others.map((sentence) => padded([...sentence, END], LONGEST + 1)),
  };
}

const transformer = { family: 'transformer', dModel: 12, heads: 3, feedForward: 20 } as const;
const recurrent = { embeddingSize: 12, hiddenSize: 10 };

/** Which file of PyTorch's runs is of which model. */
const runs: Readonly<Record<string, ModelOptionsInput>> = {
  bigru: { ...recurrent, attention: 'additive', tiedEmbeddings: 'none' },
  transformer: { ...transformer, encoderLayers: 2, decoderLayers: 2, tiedEmbeddings: 'all' },
  'input-feeding': {
    ...recurrent,
    cell: 'lstm',
    layers: 2,
    attention: 'luongGeneral',
    inputFeeding: true,
  },
};

it.each(Object.entries(runs))(
  'a model has the loss curve of PyTorch over 100 steps: %s',
  async (name, options) => {
    const file = new URL(`fixtures/${name}-training.safetensors`, import.meta.url);
    const { tensors, metadata } = scope(() => safetensors.load(readFileSync(file)));
    const expected = JSON.parse(metadata['losses']!) as number[];
    const isShared = options.tiedEmbeddings === 'all';
    const vocabularies = { source: { size: SOURCE }, target: { size: isShared ? SOURCE : TARGET } };
    const model = createModel({ ...options, dropout: 0 }, vocabularies);
    model.loadStateDict(tensors);
    dispose(tensors);
    const optimizer = new Adam(model.parameters(), {
      learningRate: Number(metadata['learningRate']),
    });
    const labelSmoothing = Number(metadata['labelSmoothing'] ?? 0);
    const losses: number[] = [];
    for (let step = 0; step < expected.length; step++) {
      const { source, lengths, given, wanted } = batch(step);
      const loss = backward(() => {
        const logits = model.forward(
          tensor(source, { dtype: 'int32' }),
          tensor(Int32Array.from(lengths)),
          tensor(given, { dtype: 'int32' }),
        );
        const labels = tensor(Int32Array.from(wanted.flat()));
        const settings = { ignoreIndex: PAD, labelSmoothing };
        return crossEntropy(logits.flatten(0, 1), labels, settings);
      });
      optimizer.step();
      losses.push(await loss.item());
      loss.dispose();
    }
    optimizer.dispose();
    model.dispose();
    expect(losses).toHaveLength(100);
    // It learned: the curve is no flat line.
    expect(losses.at(-1)).toBeLessThan(0.7 * losses[0]!);
    const apart = losses.map((loss, step) => Math.abs(loss - expected[step]!));
    const relative = apart.map((difference, step) => difference / expected[step]!);
    expect(Math.max(...apart)).toBeLessThan(1e-3);
    expect(Math.max(...relative)).toBeLessThan(1e-3);
  },
);
