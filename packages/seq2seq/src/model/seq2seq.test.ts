import { describe, expect, it } from 'vitest';
import { padSequences } from '@rondo/data';
import { gradCheckModule } from '@rondo/layers-core';
import { memory, RondoError, scope, tensor } from '@rondo/tensor';
import { tinyConfig, tinyModel } from '../../test/tiny.ts';
import type { ModelConfig } from './config.ts';
import { Seq2Seq } from './seq2seq.ts';

const source = padSequences(
  [
    [5, 6, 7, 10],
    [4, 8],
  ],
  { end: true },
);
const target = padSequences(
  [
    [4, 5],
    [6, 7, 8],
  ],
  { begin: true },
);

function logitsOf(
  model: Seq2Seq,
  sourceIds = source.ids,
  targetIds = target.ids,
): Promise<number[][][]> {
  const logits = scope(() =>
    model.forward(
      tensor(sourceIds, { shape: source.shape }),
      tensor(source.lengths),
      tensor(targetIds, { shape: target.shape }),
    ),
  );
  return logits.array().finally(() => logits.dispose()) as Promise<number[][][]>;
}

const kinds: Partial<ModelConfig>[] = [
  { attention: 'dot' },
  { attention: 'additive', layers: 2 },
  { attention: 'none', tiedEmbeddings: 'none' },
];

describe.each(kinds)('Seq2Seq %o', (config) => {
  it('gives logits [N, T, V] and leaks nothing', async () => {
    const before = memory();
    const model = tinyModel(config);
    const logits = await logitsOf(model);
    expect([logits.length, logits[0]!.length, logits[0]![0]!.length]).toEqual([2, 4, 9]);
    model.dispose();
    expect(memory()).toEqual(before);
  });

  it('conformance 7: does not look at padding or at later target tokens', async () => {
    const model = tinyModel(config);
    const logits = await logitsOf(model);
    const otherPads = source.ids.slice();
    // The second sentence has length 3 of 5.
    otherPads.set([9, 5], 8);
    expect(await logitsOf(model, otherPads)).toEqual(logits);
    const otherEnd = target.ids.slice();
    otherEnd[2] = 8;
    const changed = await logitsOf(model, source.ids, otherEnd);
    expect(changed[0]!.slice(0, 2)).toEqual(logits[0]!.slice(0, 2));
    expect(changed[0]![2]).not.toEqual(logits[0]![2]);
    expect(changed[1]).toEqual(logits[1]);
    model.dispose();
  });

  it('conformance 7: gives the same logits for a sentence alone as in a batch', async () => {
    const model = tinyModel(config);
    const together = await logitsOf(model);
    const alone = scope(() =>
      model.forward(
        tensor(Int32Array.of(4, 8, 2), { shape: [1, 3] }),
        tensor(Int32Array.of(3)),
        tensor(target.ids.slice(4), { shape: [1, 4] }),
      ),
    );
    const single = (await alone.array()) as number[][][];
    for (const [t, row] of single[0]!.entries()) {
      row.forEach((value, v) => expect(value).toBeCloseTo(together[1]![t]![v]!, 5));
    }
    alone.dispose();
    model.dispose();
  });

  it('conformance 7: decodes step by step to the logits of teacher forcing', async () => {
    const model = tinyModel(config);
    const expected = await logitsOf(model);
    const steps = scope(() => {
      const encoded = model.encode(
        tensor(source.ids, { shape: source.shape }),
        tensor(source.lengths),
      );
      let state = model.decoder.begin(encoded);
      return Array.from({ length: 4 }, (_, t) => {
        const tokens = tensor(Int32Array.of(target.ids[t]!, target.ids[4 + t]!), { shape: [2, 1] });
        const next = model.decode(tokens, state);
        state = next.state;
        return next.logits;
      });
    });
    for (const [t, logits] of steps.entries()) {
      const rows = (await logits.array()) as number[][][];
      rows.forEach((row, n) =>
        row[0]!.forEach((value, v) => expect(value).toBeCloseTo(expected[n]![t]![v]!, 5)),
      );
      logits.dispose();
    }
    model.dispose();
  });

  it('has right gradients for every parameter', async () => {
    const model = tinyModel({ ...config, embeddingSize: 3, hiddenSize: 2, layers: 1 });
    await gradCheckModule(model, () =>
      model.forward(
        tensor(Int32Array.of(5, 6, 2, 4, 2, 0), { shape: [2, 3] }),
        tensor(Int32Array.of(3, 2)),
        tensor(Int32Array.of(1, 4, 1, 8), { shape: [2, 2] }),
      ),
    );
    model.dispose();
  });
});

describe('Seq2Seq', () => {
  it('names its parameters as a PyTorch model would', () => {
    const model = tinyModel();
    expect(Object.keys(model.stateDict())).toEqual([
      'sourceEmbedding.weight',
      'targetEmbedding.weight',
      ...['', '_reverse'].flatMap((direction) =>
        ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map(
          (name) => `encoder.rnn.${name}_l0${direction}`,
        ),
      ),
      'decoder.start.weight',
      'decoder.start.bias',
      'decoder.rnn.weight_ih_l0',
      'decoder.rnn.weight_hh_l0',
      'decoder.rnn.bias_ih_l0',
      'decoder.rnn.bias_hh_l0',
      'decoder.attention.key.weight',
      'decoder.output.weight',
      'decoder.output.bias',
      'outputBias',
    ]);
    model.dispose();
  });

  it('shares one table three ways only with one vocabulary', () => {
    expect(() => new Seq2Seq({ ...tinyConfig, tiedEmbeddings: 'all' })).toThrow(
      expect.objectContaining({
        name: RondoError.name,
        facts: { sourceVocabulary: 11, targetVocabulary: 9 },
      }),
    );
    const model = tinyModel({ targetVocabulary: 11, tiedEmbeddings: 'all' });
    expect(Object.keys(model.stateDict()).filter((name) => name.includes('mbedding'))).toEqual([
      'targetEmbedding.weight',
    ]);
    model.dispose();
  });
});
