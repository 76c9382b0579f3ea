import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { checkMasks, MaskError, Module } from '@rondo/layers-core';
import { manualSeed, randn, useBackend, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { causalMask } from './masks.ts';
import { MultiheadAttention } from './multihead-attention.ts';
import { TransformerEncoder } from './transformer-encoder.ts';
import { Transformer } from './transformer.ts';

useBackend(cpu());
manualSeed(13);

const [N, S, T, E, H] = [2, 5, 4, 6, 3] as const;
const small = { feedForward: 7, encoderLayers: 2, decoderLayers: 2 };

async function faultOf(...given: Parameters<typeof checkMasks>): Promise<MaskError> {
  const error: unknown = await checkMasks(...given).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(MaskError);
  return error as MaskError;
}

describe('conformance 7: checkMasks of a MultiheadAttention', () => {
  const x = (): Tensor => randn([N, T, E]);

  it('accepts it as causal, with weights or without, and with a mask that says the same', async () => {
    const model = own(new MultiheadAttention(E, H, { dropout: 0.5 }));
    const input = x();
    for (const masks of [
      { causal: true },
      { causal: true, needWeights: 'average' },
      { mask: causalMask(T) },
    ] as const) {
      const given = [input, input, input, masks];
      expect(await checkMasks(model, given, { causal: true })).toBe(N * T);
    }
  });

  it('finds a mask left out, and one that is off by one', async () => {
    const model = own(new MultiheadAttention(E, H));
    const input = x();
    const without = await faultOf(model, [input, input, input], { causal: true });
    expect(without.facts['perturbed']).toEqual({ sequence: 0, step: 1 });
    const off = { mask: causalMask(T, T, { offset: 1 }) };
    const { facts } = await faultOf(model, [input, input, input, off], { causal: true });
    expect(facts).toMatchObject({ rule: 'causal', changed: { sequence: 0, step: 0 } });
  });

  it('finds that the lengths of the keys were ignored', async () => {
    const model = own(new MultiheadAttention(E, H));
    const [query, key] = [x(), randn([N, S, E])];
    const checked = { lengths: [5, 3], input: 1 };
    const right = [query, key, key, { keyLengths: [5, 3] }];
    expect(await checkMasks(model, right, checked)).toBe(N * S);
    const error = await faultOf(model, [query, key, key], checked);
    expect(error.facts).toMatchObject({
      rule: 'padding',
      perturbed: { sequence: 1, step: 3 },
      changed: { sequence: 1, step: undefined },
    });
  });
});

describe.each([false, true])(
  'conformance 7: checkMasks of a Transformer, norm first %s',
  (normFirst) => {
    const make = (): Transformer => own(new Transformer(E, H, { ...small, normFirst }));
    const [source, target] = [(): Tensor => randn([N, S, E]), (): Tensor => randn([N, T, E])];
    const sourceLengths = [3, 5];

    it('accepts its target as causal and its padding as hidden', async () => {
      const masks = { sourceLengths, targetLengths: [4, 2], causal: true };
      const given = [source(), target(), masks];
      expect(await checkMasks(make(), given, { causal: true, lengths: [4, 2], input: 1 })).toBe(
        N * T,
      );
      expect(await checkMasks(make(), given, { lengths: sourceLengths })).toBe(N * S);
    });

    it('finds that it was not told to be causal, and the attention that saw the future', async () => {
      const { facts } = await faultOf(make(), [source(), target()], { causal: true, input: 1 });
      expect(facts).toMatchObject({
        rule: 'causal',
        perturbed: { sequence: 0, step: 1 },
        changed: { sequence: 0, step: 0 },
      });
      expect(facts['module']).toMatch(/\(in decoder\.layers\.0\.selfAttn\)$/);
    });

    it('finds source lengths that the decoder does not know', async () => {
      const masks = { sourceLengths, memoryLengths: [5, 5], causal: true };
      const { facts } = await faultOf(make(), [source(), target(), masks], {
        lengths: sourceLengths,
      });
      expect(facts).toMatchObject({ rule: 'padding', perturbed: { sequence: 0, step: 3 } });
    });
  },
);

it('checkMasks names the layer of an encoder whose mask is wrong', async () => {
  class Model extends Module {
    readonly first = new TransformerEncoder(E, H, { feedForward: 7, numLayers: 2 });
    readonly second = new TransformerEncoder(E, H, { feedForward: 7, numLayers: 2 });

    forward(x: Tensor): Tensor {
      return this.second.forward(this.first.forward(x, { causal: true }));
    }
  }
  const model = own(new Model());
  const { facts } = await faultOf(model, randn([N, T, E]), { causal: true });
  expect(facts['module']).toBe('MultiheadAttention (in second.layers.0.selfAttn)');
});
