import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { init, type Module } from '@rondo/layers-core';
import { manualSeed, ones, randn, useBackend, where, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { FeedForward } from './feed-forward.ts';
import { MultiheadAttention } from './multihead-attention.ts';
import { TransformerDecoderLayer } from './transformer-decoder-layer.ts';
import { TransformerEncoderLayer } from './transformer-encoder-layer.ts';

useBackend(cpu());

const p = 0.25;

/** Zeroes all parameters, then sets those named. */
function setParameters(module: Module, values: Readonly<Record<string, number>>): void {
  const parameters = new Map(module.namedParameters());
  for (const parameter of parameters.values()) init.zeros(parameter);
  for (const [name, value] of Object.entries(values)) {
    const parameter = parameters.get(name)!;
    parameter.assign(ones(parameter.shape).mul(value));
  }
}

/** Expects about a share p of zeros, and for the rest `kept`. */
async function expectDropped(x: Tensor, kept: number): Promise<void> {
  const data = [...(await x.data())];
  const dropped = data.filter((value) => Math.abs(value) < 1e-6).length;
  expect(dropped / data.length).toBeGreaterThan(p - 0.05);
  expect(dropped / data.length).toBeLessThan(p + 0.05);
  const others = data.filter((value) => Math.abs(value) >= 1e-6);
  for (const value of others) expect(value).toBeCloseTo(kept, 4);
}

describe('dropout', () => {
  // x + dropout(b) with everything else 0: what is added is the bias of one last map, which dropout takes away or scales.
  const [N, T, E, H] = [4, 25, 8, 2] as const;
  const options = { dropout: p, feedForward: 4, normFirst: true };
  const lastOfEncoder = ['self_attn.out_proj.bias', 'linear2.bias'];
  it.each(lastOfEncoder)('of an encoder layer follows %s', async (name) => {
    manualSeed(21);
    const layer = own(new TransformerEncoderLayer(E, H, options));
    setParameters(layer, { [name]: 3 });
    const x = randn([N, T, E]);
    await expectDropped(layer.forward(x).sub(x), 3 / (1 - p));
    layer.eval();
    const added = await layer.forward(x).sub(x).data();
    for (const value of added) expect(value).toBeCloseTo(3, 4);
  });

  it.each([...lastOfEncoder, 'multihead_attn.out_proj.bias'])(
    'of a decoder layer follows %s',
    async (name) => {
      manualSeed(22);
      const layer = own(new TransformerDecoderLayer(E, H, options));
      setParameters(layer, { [name]: 3 });
      const x = randn([N, T, E]);
      await expectDropped(layer.forward(x, randn([N, 3, E])).sub(x), 3 / (1 - p));
    },
  );

  it('stands before the norm where that is last: of two equal columns one may go', async () => {
    manualSeed(23);
    const layer = own(new TransformerEncoderLayer(E, H, { ...options, normFirst: false }));
    setParameters(layer, { 'linear2.bias': 1, 'norm2.weight': 1 });
    // A norm of equal columns is 0; the sum is uneven by what dropout took.
    const y = layer.forward(randn([N, T, E]).mul(0));
    expect(await y.abs().max().item()).toBeGreaterThan(0.5);
    layer.eval();
    expect(
      await layer
        .forward(randn([N, T, E]).mul(0))
        .abs()
        .max()
        .item(),
    ).toBeLessThan(1e-3);
  });

  it.each(['relu', 'gelu', 'swiglu'] as const)('of a FeedForward with %s', async (activation) => {
    manualSeed(24);
    const layer = own(new FeedForward(1, 1, { activation, dropout: p }));
    const ofGate: Readonly<Record<string, number>> =
      activation === 'swiglu' ? { 'linear3.bias': 1 } : {};
    setParameters(layer, { 'linear1.bias': 2, 'linear2.weight': 1, ...ofGate });
    const x = ones([800, 1]);
    layer.eval();
    const whole = await layer.forward(x).narrow(0, 0, 1).item();
    layer.train();
    await expectDropped(layer.forward(x), whole / (1 - p));
  });
});

describe('added keys', () => {
  it('start from a normal distribution of variance 1 / E in both, and are not the same', async () => {
    manualSeed(25);
    const E = 400;
    const { biasK, biasV } = own(new MultiheadAttention(E, 4, { biasKV: true }));
    for (const bias of [biasK!, biasV!]) {
      // Xavier's normal distribution of [1, 1, E]: 2 / (fan in + fan out), E each.
      const variance = await bias.mul(bias).mean().item();
      expect(variance * E).toBeGreaterThan(0.8);
      expect(variance * E).toBeLessThan(1.25);
    }
    expect(await where(biasK!.equal(biasV!), 1, 0).max().item()).toBe(0);
  });
});
