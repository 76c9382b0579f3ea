import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { Module } from '@rondo/layers-core';
import { RondoError, randn, useBackend, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { TransformerEncoder } from './transformer-encoder.ts';
import { Transformer } from './transformer.ts';

useBackend(cpu());

const [N, S, T, E, H] = [2, 4, 3, 6, 3] as const;

function messageOf(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    if (error instanceof RondoError) return error.message;
    throw error;
  }
  throw new Error('accepted');
}

describe('the path of a module in errors', () => {
  const options = { feedForward: 5, encoderLayers: 3, decoderLayers: 1 };

  it('is that of the attention in a layer', () => {
    const model = own(new Transformer(E, H, options));
    const layer = model.encoder.layers[2]!;
    const x = randn([N, S, E]);
    expect(messageOf(() => layer.selfAttn.forward(x, randn([N, S, 5]), x))).toMatch(
      /^MultiheadAttention \(in encoder\.layers\.2\.selfAttn\): expected key \[N, T2, kdim\]/,
    );
    const mask = randn([S + 1, S]).greater(0);
    expect(messageOf(() => layer.selfAttn.forward(x, x, x, { mask }))).toMatch(
      /^MultiheadAttention \(in encoder\.layers\.2\.selfAttn\): expected mask/,
    );
    expect(messageOf(() => model.encoder.forward(x, { mask }))).toMatch(
      /^TransformerEncoder \(in encoder\): expected mask/,
    );
  });

  it('is known in a model that nobody has walked', () => {
    class Model extends Module {
      readonly parts = { encoder: new TransformerEncoder(E, H, { feedForward: 5, numLayers: 2 }) };

      forward(x: Tensor): Tensor {
        return this.parts.encoder.forward(x);
      }
    }
    const model = own(new Model());
    expect(messageOf(() => model.forward(randn([N, S, 5])))).toMatch(
      /^TransformerEncoder(Layer)? \(in parts\.encoder(\.layers\.0)?\): expected/,
    );
  });

  it('is that of the feed-forward network whose own activation fails', () => {
    const activation = (x: Tensor): Tensor => x.reshape([7]);
    const model = own(new Transformer(E, H, { ...options, activation }));
    expect(messageOf(() => model.forward(randn([N, S, E]), randn([N, T, E])))).toMatch(
      /^FeedForward \(in encoder\.layers\.0\.feedForward\): reshape: /,
    );
  });

  it('is there when decoding step by step', () => {
    const model = own(new Transformer(E, H, options));
    const attention = model.decoder.layers[0]!.selfAttn;
    const cache = attention.createCache(N);
    expect(messageOf(() => attention.step(randn([N, 1, 5]), cache))).toMatch(
      /^MultiheadAttention \(in decoder\.layers\.0\.selfAttn\): expected x/,
    );
    cache.dispose();
  });
});
