import { noGrad } from '@rondo/autograd';
import { padSequences } from '@rondo/data';
import { checkMasks, gradCheckModule, inMode } from '@rondo/layers-core';
import { indexSelect, memory, scope, tensor, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { families, familyModel } from '../../test/families.ts';
import { greedyDecode } from '../decoding/greedy.ts';
import type { Seq2Seq } from './seq2seq.ts';

const sources = [[5, 6, 7, 10], [4, 8], [9], [10, 9, 8]];
const source = padSequences(sources, { end: true });
const target = padSequences([[4, 5, 6], [6, 7, 8, 8], [5], [8, 4]], { begin: true });
const [N, T] = target.shape;

interface Forced {
  readonly logits: number[][][];
  readonly weights: number[][][] | undefined;
}

/** All steps at once, in evaluation mode. */
async function forced(model: Seq2Seq, rows: readonly number[] = [0, 1, 2, 3]): Promise<Forced> {
  const { logits, weights } = inMode(model, 'evaluation', () =>
    scope(() =>
      noGrad(() => {
        const padded = padSequences(
          rows.map((row) => sources[row]!),
          { end: true },
        );
        const ids = tensor(padded.ids, { shape: padded.shape });
        const encoded = model.encode(ids, tensor(padded.lengths));
        const given = indexSelect(tensor(target.ids, { shape: target.shape }), 0, int32(rows));
        return model.decode(given, encoded, { needWeights: true });
      }),
    ),
  );
  const result = {
    logits: (await logits.array()) as number[][][],
    weights: (await weights?.array()) as number[][][] | undefined,
  };
  logits.dispose();
  weights?.dispose();
  return result;
}

function expectClose(actual: unknown, expected: unknown): void {
  const [a, b] = [actual, expected].map((value) => (value as number[][]).flat());
  expect(a!.length).toBe(b!.length);
  a!.forEach((value, i) => expect(value).toBeCloseTo(b![i]!, 5));
}

const int32 = (values: readonly number[]): Tensor => tensor(Int32Array.from(values));

describe.each(Object.entries(families))('%s', (_name, options) => {
  it('gives logits [N, T, V], attention that sums to 1 over the source, and leaks nothing', async () => {
    const before = memory();
    const model = familyModel(options);
    const { logits, weights } = await forced(model);
    expect([logits.length, logits[0]!.length, logits[0]![0]!.length]).toEqual([
      N,
      T,
      model.config.targetVocabulary,
    ]);
    expect(logits.flat(2).every(Number.isFinite)).toBe(true);
    const hasAttention = !('attention' in options && options.attention === 'none');
    expect(weights !== undefined).toBe(hasAttention);
    for (const [n, steps] of (weights ?? []).entries()) {
      for (const row of steps) {
        const length = source.lengths[n]!;
        expect(row.slice(0, length).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
        expect(row.slice(length).every((weight) => weight === 0)).toBe(true);
      }
    }
    const unasked = scope(() => {
      const ids = tensor(source.ids, { shape: source.shape });
      const encoded = model.encode(ids, tensor(source.lengths));
      return model.decode(tensor(target.ids, { shape: target.shape }), encoded).weights;
    });
    expect(unasked).toBeUndefined();
    model.dispose();
    expect(memory()).toEqual(before);
  });

  it('conformance 7: does not look at padding, at other sentences or at later target tokens', async () => {
    const model = familyModel(options).eval();
    const ids = tensor(source.ids, { shape: source.shape });
    const given = tensor(target.ids, { shape: target.shape });
    const lengths = tensor(source.lengths);
    const run = (x: Tensor, y: Tensor): Tensor => noGrad(() => model.forward(x, lengths, y));
    const steps = Array.from({ length: N }, () => T);
    expect(
      await checkMasks((x: Tensor) => run(x, given), [ids], { lengths, outputLengths: steps }),
    ).toBe(ids.size);
    expect(await checkMasks((y: Tensor) => run(ids, y), [given], { causal: true })).toBe(
      given.size,
    );
    for (const one of [ids, given, lengths]) one.dispose();
    model.dispose();
  });

  it('conformance 7: decodes step by step to the logits and weights of teacher forcing', async () => {
    const before = memory();
    const model = familyModel(options);
    const expected = await forced(model);
    const ids = tensor(source.ids, { shape: source.shape });
    const lengths = tensor(source.lengths);
    const state = model.startDecoding(ids, lengths, { attention: true });
    ids.dispose();
    lengths.dispose();
    for (let t = 0; t < T; t++) {
      const tokens = int32(Array.from({ length: N }, (_, n) => target.ids[n * T + t]!));
      const { logits, attention } = state.step(tokens);
      expectClose(
        await logits.array(),
        expected.logits.map((row) => row[t]!),
      );
      const found = (await attention?.array()) as number[][] | undefined;
      expect(found === undefined).toBe(expected.weights === undefined);
      expectClose(found ?? [], expected.weights?.map((row) => row[t]!) ?? []);
      for (const one of [tokens, logits, attention]) one?.dispose();
    }
    state.dispose();
    expect(model.training).toBe(true);
    model.dispose();
    expect(memory()).toEqual(before);
  });

  it('conformance 7: gives n sentences together what it gives each alone', async () => {
    const model = familyModel(options);
    const together = await forced(model);
    for (const row of sources.keys()) {
      const alone = await forced(model, [row]);
      expectClose(alone.logits[0], together.logits[row]);
    }
    const batch = await greedyDecode(model, source, { maxLength: 9 });
    for (const [n, sentence] of sources.entries()) {
      const [alone] = await greedyDecode(model, padSequences([sentence], { end: true }), {
        maxLength: 9,
      });
      expect(alone!.ids).toEqual(batch[n]!.ids);
    }
    model.dispose();
  });

  it('conformance 7: goes on with reordered rows as if they had been there from the start', async () => {
    const before = memory();
    const model = familyModel(options);
    const begun = (rows: readonly number[]) => {
      const padded = padSequences(
        rows.map((row) => sources[row]!),
        { end: true },
      );
      const ids = tensor(padded.ids, { shape: padded.shape });
      const lengths = tensor(padded.lengths);
      const state = model.startDecoding(ids, lengths);
      ids.dispose();
      lengths.dispose();
      return state;
    };
    const step = async (state: ReturnType<typeof begun>, tokens: readonly number[]) => {
      const given = int32(tokens);
      const { logits } = state.step(given);
      const values = await logits.array();
      given.dispose();
      logits.dispose();
      return values;
    };
    // Two hypotheses of each of two sentences, of which the second one's take each other's place.
    const state = begun([0, 3]);
    let rows = int32([0, 0, 1, 1]);
    state.reorder(rows);
    rows.dispose();
    await step(state, [1, 1, 1, 1]);
    await step(state, [4, 5, 6, 7]);
    rows = int32([0, 0, 3, 2]);
    state.reorder(rows, { sameSources: true });
    rows.dispose();
    const swapped = await step(state, [8, 4, 5, 6]);
    rows = int32([2, 0]);
    state.reorder(rows);
    rows.dispose();
    const fewer = await step(state, [7, 6]);

    const other = begun([0, 0, 3, 3]);
    await step(other, [1, 1, 1, 1]);
    await step(other, [4, 4, 7, 6]);
    expectClose(swapped, await step(other, [8, 4, 5, 6]));
    const last = (await step(other, [6, 4, 7, 4])) as number[][];
    expectClose(fewer, [last[2], last[0]]);
    state.dispose();
    other.dispose();
    model.dispose();
    expect(memory()).toEqual(before);
  });
});

describe('gradients', () => {
  const kinds = [
    'biGRU, dot attention',
    'biGRU without attention',
    'biGRU, additive attention, input feeding',
    'biLSTM, Luong general, input feeding, 2 layers',
    'biRNN, Luong concat',
    'Transformer, pre-norm',
    'Transformer, SSRU decoder',
  ];
  it.each(kinds)('are right for every parameter: %s', async (kind) => {
    const small =
      families[kind]!.family === 'transformer'
        ? { dModel: 4, heads: 2, feedForward: 3, encoderLayers: 1, decoderLayers: 1 }
        : { embeddingSize: 3, hiddenSize: 2 };
    const model = familyModel({ ...families[kind], ...small, dropout: 0 });
    await gradCheckModule(model, () =>
      model.forward(
        tensor(
          [
            [5, 6, 2],
            [4, 2, 0],
          ],
          { dtype: 'int32' },
        ),
        int32([3, 2]),
        tensor(
          [
            [1, 4],
            [1, 8],
          ],
          { dtype: 'int32' },
        ),
      ),
    );
    model.dispose();
  });
});
