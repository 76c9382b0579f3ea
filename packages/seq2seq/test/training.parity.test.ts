import { readFileSync } from 'node:fs';
import { backward } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { safetensors } from '@rondo/layers-core';
import { Adam } from '@rondo/optim';
import { crossEntropy, scope, tensor, useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { Seq2Seq } from '../src/model/seq2seq.ts';

useBackend(cpu());

const [SOURCE, TARGET, BATCH, LONGEST] = [23, 19, 7, 6] as const;
const [PAD, BEGIN, END, FIRST] = [0, 1, 2, 4] as const;

/** The batches of make-bigru-training.py: the target is the source backwards, in other words. */
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

it('a biGRU model with additive attention has the loss curve of PyTorch over 100 steps', async () => {
  const file = new URL('fixtures/bigru-training.safetensors', import.meta.url);
  const { tensors, metadata } = scope(() => safetensors.load(readFileSync(file)));
  const expected = JSON.parse(metadata['losses']!) as number[];
  const model = new Seq2Seq({
    sourceVocabulary: SOURCE,
    targetVocabulary: TARGET,
    embeddingSize: 12,
    hiddenSize: 10,
    layers: 1,
    attention: 'additive',
    tiedEmbeddings: 'none',
    dropout: 0,
  });
  model.loadStateDict(tensors);
  const optimizer = new Adam(model.parameters(), {
    learningRate: Number(metadata['learningRate']),
  });
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
      return crossEntropy(logits.flatten(0, 1), labels, { ignoreIndex: PAD });
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
});
