import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { summary } from '@rondo/layers-core';
import { randn, useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { MultiheadAttention } from './multihead-attention.ts';
import { Transformer } from './transformer.ts';

useBackend(cpu());

const [N, T1, T2, E, H] = [2, 3, 5, 6, 3] as const;
const D = E / H;

/** A map with bias of so many rows. */
const linear = (rows: number, from: number, to: number): number => rows * to * (2 * from + 1);
/** The scale of each query, then for each score a product of D, five for the softmax, and its share of a sum of D. */
const attention = (queries: number, keys: number): number =>
  N * queries * E + N * H * queries * keys * (2 * D + 5 + 2 * D);
/** Seven operations for each number and four for each row. */
const norm = (rows: number): number => rows * (7 * E + 4);

it('summary of a MultiheadAttention', () => {
  const model = own(new MultiheadAttention(E, H));
  const [query, memory] = [randn([N, T1, E]), randn([N, T2, E])];
  const found = summary(model, [query, memory, memory, { keyLengths: [5, 2] }]);
  const rows = Object.fromEntries(found.rows.map((row) => [row.path, row]));
  expect(rows['inProjection']).toMatchObject({
    trainable: 3 * E * E + 3 * E,
    flops: linear(N * T1, E, E) + linear(N * T2, E, 2 * E),
  });
  expect(rows['']).toMatchObject({ trainable: 0, flops: attention(T1, T2) });
  expect(rows['']!.outputs).toEqual({ output: [N, T1, E] });
  expect(rows['outProj']).toMatchObject({
    name: 'Linear',
    trainable: E * E + E,
    outputs: { '': [N, T1, E] },
    flops: linear(N * T1, E, E),
  });
  expect(found.parameters).toBe(4 * (E * E + E));
});

it('summary of a Transformer: a layer of each kind, whose parts run in fused ops', () => {
  const [S, T, F] = [5, 3, 7];
  const model = own(new Transformer(E, H, { feedForward: F, encoderLayers: 1, decoderLayers: 2 }));
  const found = summary(model, [randn([N, S, E]), randn([N, T, E]), { causal: true }]);
  const rows = Object.fromEntries(found.rows.map((row) => [row.path, row]));
  const below = (path: string): number =>
    found.rows
      .filter((row) => row.path === path || row.path.startsWith(`${path}.`))
      .reduce((sum, { flops }) => sum + flops!, 0);

  const ofAttention = (queries: number, keys: number): number =>
    2 * linear(N * queries, E, E) + linear(N * keys, E, 2 * E) + attention(queries, keys);
  // The residual sum counts with the norm that it is computed with.
  const addNorm = (length: number): number => norm(N * length) + N * length * E;
  const feedForward = (length: number): number =>
    linear(N * length, E, F) + N * length * F + linear(N * length, F, E);
  const encoderLayer = ofAttention(S, S) + feedForward(S) + 2 * addNorm(S);
  const decoderLayer = ofAttention(T, T) + ofAttention(T, S) + feedForward(T) + 3 * addNorm(T);

  expect(below('encoder.layers.0.selfAttn')).toBe(ofAttention(S, S));
  expect(rows['encoder.layers.0.norm1']).toMatchObject({
    trainable: 2 * E,
    outputs: { '': [N, S, E] },
    flops: addNorm(S),
  });
  expect(rows['encoder.layers.0.feedForward.linear1']).toMatchObject({
    outputs: { '': [N, S, F] },
    flops: linear(N * S, E, F) + N * S * F,
  });
  expect(below('encoder')).toBe(encoderLayer + norm(N * S));
  expect(below('decoder.layers.1')).toBe(decoderLayer);
  expect(found.flops).toBe(encoderLayer + norm(N * S) + 2 * decoderLayer + norm(N * T));
  expect(found.parameters).toBe(model.parameterCount());
  // PyTorch's nn.Transformer(6, 3, 1, 2, 7) has as many.
  expect(found.parameters).toBe(1251);
});
