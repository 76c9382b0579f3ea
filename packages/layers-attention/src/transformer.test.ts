import { backward } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { gradCheckModule } from '@rondo/layers-core';
import {
  manualSeed,
  memory,
  randn,
  RangeFault,
  scope,
  ShapeError,
  tensor,
  useBackend,
  type Tensor,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import type { TransformerLayerOptions } from './sublayers.ts';
import { TransformerDecoderLayer } from './transformer-decoder-layer.ts';
import { TransformerEncoder } from './transformer-encoder.ts';
import { TransformerEncoderLayer } from './transformer-encoder-layer.ts';
import { Transformer } from './transformer.ts';

useBackend(cpu());
manualSeed(9);

const [N, S, T, E, H] = [2, 4, 3, 6, 3] as const;
const small = { feedForward: 5, dropout: 0 };

/** Places where two tensors differ at all, as `n,t`. */
async function changedRows(a: Tensor, b: Tensor): Promise<string[]> {
  const rows = (await a.notEqual(b).cast('float32').max(-1).array()) as number[][];
  return rows.flatMap((row, n) => row.flatMap((value, t) => (value > 0 ? [`${n},${t}`] : [])));
}

/** x with 3 added at one place. */
function changed(x: Tensor, n: number, t: number): Tensor {
  const [batch, length] = x.shape as [number, number];
  const here = Array.from({ length: batch }, (_, i) =>
    Array.from({ length }, (__, j) => [i === n && j === t ? 3 : 0]),
  );
  // Not the same for all columns, which a layer norm would take away again.
  return x.add(tensor(here).mul(tensor([1, 0, 0, -1, 0, 0.5])));
}

const variants: [string, TransformerLayerOptions][] = [
  // A difference quotient across the corner of a relu says nothing; PyTorch's numbers test it.
  ['norm last, gelu', { ...small, activation: 'gelu' }],
  ['norm first, gelu', { ...small, normFirst: true, activation: 'gelu' }],
  ['without bias, own activation', { ...small, bias: false, activation: (x) => x.tanh().mul(2) }],
];

describe.each(variants)('layers with %s', (_name, options) => {
  it('have the gradients of difference quotients', async () => {
    const tiny = { ...options, feedForward: 3 };
    const [x, y] = [randn([N, 2, 4]), randn([N, 3, 4])];
    const encoder = own(new TransformerEncoderLayer(4, 2, tiny));
    const encode = (source: Tensor): Tensor => encoder.forward(source, { keyLengths: [3, 2] });
    expect(await gradCheckModule(encoder, encode, [y])).toBeLessThan(2e-3);
    const decoder = own(new TransformerDecoderLayer(4, 2, tiny));
    const decode = (...[target, source]: readonly Tensor[]): Tensor =>
      decoder.forward(target!, source!, { causal: true, memoryLengths: [3, 2] });
    expect(await gradCheckModule(decoder, decode, [x, y])).toBeLessThan(2e-3);
  });

  it('leak nothing, in a scope or out of it', () => {
    const model = own(new Transformer(E, H, { ...options, encoderLayers: 1, decoderLayers: 2 }));
    const [source, target] = [randn([N, S, E]), randn([N, T, E])];
    const before = memory();
    const run = (): Tensor =>
      model.forward(source, target, { sourceLengths: [4, 2], causal: true });
    run().dispose();
    backward(() => run().sum()).dispose();
    for (const parameter of model.parameters()) parameter.clearGrad();
    expect(memory()).toEqual(before);
  });
});

describe.each([true, false])('invariance of a Transformer, norm first %s', (normFirst) => {
  const make = (): Transformer =>
    own(new Transformer(E, H, { ...small, normFirst, encoderLayers: 2, decoderLayers: 2 }));
  const masks = { sourceLengths: [4, 2], targetLengths: [2, 3], causal: true };

  it('conformance 7: a step of the target changes itself and later ones only', async () => {
    const model = make();
    const [source, target] = [randn([N, S, E]), randn([N, T, E])];
    const base = model.forward(source, target, { causal: true });
    for (let t = 0; t < T; t++) {
      const output = model.forward(source, changed(target, 1, t), { causal: true });
      const later = Array.from({ length: T - t }, (_, i) => `1,${t + i}`);
      expect(await changedRows(base, output)).toEqual(later);
    }
  });

  it('conformance 7: padding of the source changes nothing', async () => {
    const model = make();
    const [source, target] = [randn([N, S, E]), randn([N, T, E])];
    const base = model.forward(source, target, masks);
    for (let s = 0; s < S; s++) {
      const output = model.forward(changed(source, 1, s), target, masks);
      const all = s < 2 ? ['1,0', '1,1', '1,2'] : [];
      expect(await changedRows(base, output)).toEqual(all);
    }
  });

  it('conformance 7: padding of the target changes no valid step', async () => {
    const model = make();
    const [source, target] = [randn([N, S, E]), randn([N, T, E])];
    const output = model.forward(source, changed(target, 0, 2), { targetLengths: [2, 3] });
    const base = model.forward(source, target, { targetLengths: [2, 3] });
    expect(await changedRows(base, output)).toEqual(['0,2']);
  });

  it('conformance 7: a batch is its sequences one by one', async () => {
    const model = make();
    const [source, target] = [randn([N, S, E]), randn([N, T, E])];
    const together = model.forward(source, target, masks);
    for (let n = 0; n < N; n++) {
      const [x, y] = [source.narrow(0, n, 1), target.narrow(0, n, 1)];
      const alone = model.forward(x.narrow(1, 0, masks.sourceLengths[n]!), y, {
        targetLengths: [masks.targetLengths[n]!],
        causal: true,
      });
      const difference = together.narrow(0, n, 1).sub(alone).abs();
      expect(Math.max(...(await difference.data()))).toBeLessThan(1e-5);
    }
  });
});

describe('Transformer', () => {
  it('has the names of PyTorch, final norms and initial values', async () => {
    const model = own(
      new Transformer(E, H, { feedForward: 5, encoderLayers: 1, decoderLayers: 1 }),
    );
    const layer = (place: string, attentions: readonly string[], norms: number): string[] => [
      ...attentions.flatMap((name) =>
        ['in_proj_weight', 'in_proj_bias', 'out_proj.weight', 'out_proj.bias'].map(
          (part) => `${place}.layers.0.${name}.${part}`,
        ),
      ),
      ...['linear1', 'linear2', ...Array.from({ length: norms }, (_, i) => `norm${i + 1}`)].flatMap(
        (name) => [`${place}.layers.0.${name}.weight`, `${place}.layers.0.${name}.bias`],
      ),
      `${place}.norm.weight`,
      `${place}.norm.bias`,
    ];
    expect(Object.keys(model.stateDict())).toEqual([
      ...layer('encoder', ['self_attn'], 2),
      ...layer('decoder', ['self_attn', 'multihead_attn'], 3),
    ]);
    const { weight } = model.encoder.layers[0]!.selfAttn.outProj;
    const largest = Math.max(...(await weight.abs().data()));
    expect(largest).toBeGreaterThan(1 / Math.sqrt(E));
    expect(largest).toBeLessThanOrEqual(Math.sqrt(6 / (2 * E)));
  });

  it('starts each layer with values of its own', async () => {
    const { layers } = own(new TransformerEncoder(E, H, { ...small, numLayers: 2 }));
    const [a, b] = layers.map((layer) => layer.feedForward.linear1.weight);
    expect(await a!.data()).not.toEqual(await b!.data());
  });

  it('drops while it is trained, and only then', async () => {
    const model = own(
      new Transformer(E, H, { ...small, dropout: 0.3, encoderLayers: 1, decoderLayers: 1 }),
    );
    const [source, target] = [randn([N, S, E]), randn([N, T, E])];
    const run = async (): Promise<number[]> => [...(await model.forward(source, target).data())];
    expect(await run()).not.toEqual(await run());
    model.eval();
    expect(await run()).toEqual(await run());
  });

  it('does not ask twice for the lengths of the source', async () => {
    const model = own(new Transformer(E, H, { ...small, encoderLayers: 1, decoderLayers: 1 }));
    const [source, target] = [randn([N, S, E]), randn([N, T, E])];
    const sourceLengths = [4, 2];
    const once = model.forward(source, target, { sourceLengths });
    const twice = model.forward(source, target, { sourceLengths, memoryLengths: sourceLengths });
    expect(await once.data()).toEqual(await twice.data());
    const all = model.forward(source, target, { sourceLengths, memoryLengths: [4, 4] });
    expect(await changedRows(once, all)).toEqual(['1,0', '1,1', '1,2']);
  });

  it('says which argument does not fit, and where', () => {
    const model = own(new Transformer(E, H, { ...small, encoderLayers: 1, decoderLayers: 1 }));
    expect(() => model.forward(randn([N, S, 5]), randn([N, T, E]))).toThrow(
      /Transformer: expected source \[N, S, dModel\] with .*dModel = 6, received \[2, 4, 5\]/,
    );
    expect(() => model.forward(randn([N, S, E]), randn([3, T, E]))).toThrow(
      /expected target \[N, T, dModel\] with N = 2 \(from source\), dModel = 6, received \[3, 3, 6\]/,
    );
    expect(() =>
      model.forward(randn([N, S, E]), randn([N, T, E]), { sourceLengths: [1, 9] }),
    ).toThrow(/TransformerEncoder \(in encoder\): key lengths .* received 9 for sequence 1/);
    expect(() => model.decoder.layers[0]!.forward(randn([N, E]), randn([N, S, E]))).toThrow(
      /TransformerDecoderLayer \(in decoder\.layers\.0\): expected target/,
    );
    expect(() => new Transformer(E, 4)).toThrow(RangeFault);
    expect(() => new TransformerEncoderLayer(E, H, { dropout: -1 })).toThrow(RangeFault);
    expect(() => scope(() => model.encoder.forward(randn([S, 4])))).toThrow(ShapeError);
  });
});
