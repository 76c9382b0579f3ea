import { gradCheck } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { gradCheckModule } from '@rondo/layers-core';
import {
  currentBackend,
  indexSelect,
  manualSeed,
  memory,
  ones,
  randn,
  RangeFault,
  scope,
  ShapeError,
  tensor,
  useBackend,
  zeros,
  type Tensor,
} from '@rondo/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../test/largest-difference.ts';
import { makePositions, positionKinds } from '../test/position-kinds.ts';
import { AlibiPositions, alibiSlopes } from './alibi-positions.ts';
import { LearnedPositions } from './learned-positions.ts';
import { MultiheadAttention } from './multihead-attention.ts';
import { RelativePositions } from './relative-positions.ts';
import { RotaryPositions } from './rotary-positions.ts';
import { SinusoidalPositions } from './sinusoidal-positions.ts';
import { TransformerDecoderLayer } from './transformer-decoder-layer.ts';
import { TransformerEncoder } from './transformer-encoder.ts';
import { TransformerEncoderLayer } from './transformer-encoder-layer.ts';
import { Transformer } from './transformer.ts';

useBackend(cpu());
manualSeed(15);

const [N, T, E, H] = [2, 5, 8, 2] as const;

describe('LearnedPositions', () => {
  it('adds its rows from the offset on', async () => {
    const positions = own(new LearnedPositions(7, 3));
    const y = positions.forward(zeros([2, 4, 3]), { offset: 3 });
    const rows = await positions.weight.narrow(0, 3, 4).array();
    expect(await y.array()).toEqual([rows, rows]);
    expect(positions.namedParameters().map(([name]) => name)).toEqual(['weight']);
    const forward = (x: Tensor): Tensor => positions.forward(x, { offset: 2 });
    expect(await gradCheckModule(positions, forward, [randn([2, 3, 3])])).toBeLessThan(1e-3);
  });

  it('drops while training', async () => {
    const positions = own(new LearnedPositions(9, 6, { dropout: 0.5 }));
    const some = [...(await positions.forward(ones([3, 9, 6])).data())];
    expect(some.filter((value) => value === 0).length).toBeGreaterThan(40);
    positions.eval();
    const all = [...(await positions.forward(ones([3, 9, 6])).data())];
    expect(all).not.toContain(0);
  });

  it('refuses a step for which it has no row, and other sizes', () => {
    const positions = own(new LearnedPositions(7, 3));
    expect(() => positions.forward(zeros([1, 3, 3]), { offset: 5 })).toThrow(
      /LearnedPositions: no position 7 among maxLength = 7/,
    );
    expect(() => positions.forward(zeros([1, 3, 4]))).toThrow(ShapeError);
  });
});

describe.each(['adjacent', 'halves'] as const)('RotaryPositions of %s columns', (pairs) => {
  const positions = new RotaryPositions(6, { pairs, base: 30 });

  it('makes scores depend on the distance alone', async () => {
    const at = (x: Tensor, t: number): Tensor => positions.rotate(x, t).reshape([6]);
    const property = fc.asyncProperty(fc.nat(40), fc.nat(40), fc.nat(200), async (i, j, shift) => {
      const scores = scope(() => {
        const [q, k] = [randn([1, 1, 1, 6]), randn([1, 1, 1, 6])];
        return [0, shift].map((by) =>
          at(q, i + by)
            .mul(at(k, j + by))
            .sum(),
        );
      });
      const [here, there] = await Promise.all(scores.map((score) => score.item()));
      for (const score of scores) score.dispose();
      expect(Math.abs(here! - there!)).toBeLessThan(1e-4);
    });
    await fc.assert(property, { numRuns: 50 });
  });

  it('keeps lengths, turns nothing at position 0, and has gradients', async () => {
    const x = randn([2, 4, 3, 6]);
    const y = positions.rotate(x, 5);
    expect(await largestDifference(y.square().sum(-1), x.square().sum(-1))).toBeLessThan(1e-5);
    const first = x.narrow(1, 0, 1);
    expect(await largestDifference(positions.rotate(first), first)).toBe(0);
    const forward = (given: Tensor): Tensor => positions.rotate(given, 2);
    expect(await gradCheck(forward, [randn([1, 2, 2, 6])])).toBeLessThan(1e-3);
  });
});

describe('RotaryPositions', () => {
  it('refuses odd sizes, other heads and no base', () => {
    expect(() => new RotaryPositions(5)).toThrow(/expected an even headDim of 2 or more/);
    expect(() => new RotaryPositions(4, { base: 0 })).toThrow(RangeFault);
    expect(() => new RotaryPositions(4).rotate(zeros([1, 2, 3, 6]))).toThrow(
      /RotaryPositions: expected heads \[N, T, H, headDim\] with headDim = 4, received \[1, 2, 3, 6\]/,
    );
  });
});

describe('AlibiPositions', () => {
  it('has the slopes of the paper', () => {
    expect(alibiSlopes(8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((h) => 2 ** -h));
    expect(alibiSlopes(1)).toEqual([2 ** -8]);
    expect(alibiSlopes(6)).toEqual([2 ** -2, 2 ** -4, 2 ** -6, 2 ** -8, 2 ** -1, 2 ** -3]);
  });

  it('takes the distance off each score, in a view that does not grow with T1 · T2', async () => {
    const range = { T1: 3, T2: 4, queryOffset: 1, backend: currentBackend() };
    const bias = new AlibiPositions(2).bias(range);
    const distances = [0, 1, 2].map((i) => [0, 1, 2, 3].map((j) => Math.abs(i + 1 - j)));
    const expected = [2 ** -4, 2 ** -8].map((slope) =>
      distances.map((row) => row.map((distance) => 0 - slope * distance)),
    );
    expect((await bias.add(0).array()) as number[]).toEqual([expected]);
    expect(bias.storage.elements).toBe(2 * 6);
  });

  it('refuses no heads', () => {
    expect(() => new AlibiPositions(0)).toThrow(RangeFault);
  });
});

describe('RelativePositions', () => {
  it('has gradients, for every distance of a bucket', async () => {
    const positions = own(new RelativePositions(2, { numBuckets: 4, maxDistance: 3 }));
    const attention = own(new MultiheadAttention(4, 2, { positions }));
    const forward = (x: Tensor): Tensor => attention.forward(x, x, x, { causal: true }).output;
    expect(await gradCheckModule(attention, forward, [randn([2, 5, 4])])).toBeLessThan(1e-3);
  });

  it('is shared by the layers of a stack, and named in each', () => {
    const positions = new RelativePositions(H);
    const encoder = own(new TransformerEncoder(E, H, { numLayers: 2, feedForward: 3, positions }));
    const names = Object.keys(encoder.stateDict()).filter((name) => name.includes('positions'));
    expect(names).toEqual([
      'layers.0.self_attn.positions.weight',
      'layers.1.self_attn.positions.weight',
    ]);
    const trained = encoder.namedParameters().filter(([, own1]) => own1 === positions.weight);
    expect(trained.length).toBe(1);
  });

  it('keeps its values when a Transformer starts its own', async () => {
    const positions = new RelativePositions(H);
    const decoderPositions = new RelativePositions(H, { bidirectional: false });
    const before = await Promise.all([positions, decoderPositions].map((x) => x.weight.array()));
    const sizes = { encoderLayers: 1, decoderLayers: 1, feedForward: 3 };
    const model = own(new Transformer(E, H, { ...sizes, positions, decoderPositions }));
    const after = [model.encoder.layers[0]!.selfAttn, model.decoder.layers[0]!.selfAttn].map(
      (attention) => (attention.positions as RelativePositions).weight.array(),
    );
    expect(await Promise.all(after)).toEqual(before);
    expect(model.decoder.layers[0]!.multiheadAttn.positions).toBeUndefined();
  });

  it.each([
    [{ numBuckets: 2 }, /even number of 4 or more, received 2/],
    [{ numBuckets: 7 }, /even number of 4 or more, received 7/],
    [{ numBuckets: 1, bidirectional: false }, /whole number of 2 or more, received 1/],
    [{ maxDistance: 8 }, /maxDistance above 8/],
  ])('refuses %j', (options, message) => {
    expect(() => new RelativePositions(2, options)).toThrow(message);
  });
});

describe.each(positionKinds)('positions of the kind %s', (kind) => {
  const layer = { feedForward: 3, dropout: 0, numLayers: 2 };

  it('tell one order from another, unless there are none', async () => {
    const positions = makePositions(kind, { E, H });
    const encoder = own(new TransformerEncoder(E, H, { ...layer, positions }));
    // Biases and rows that start near 0 would show little.
    for (const parameter of encoder.parameters()) parameter.assign(randn(parameter.shape));
    const x = randn([N, T, E]);
    const order = tensor(Int32Array.of(2, 0, 1, 4, 3));
    const plain = indexSelect(encoder.forward(x), 1, order);
    const difference = await largestDifference(encoder.forward(indexSelect(x, 1, order)), plain);
    expect(difference > 1e-3, `a difference of ${difference}`).toBe(kind !== 'none');
  });

  it('are added once in a stack, or at work in each layer', async () => {
    const positions = makePositions(kind, { E, H });
    const encoder = own(new TransformerEncoder(E, H, { ...layer, positions }));
    const x = randn([N, T, E]);
    const given = positions?.place === 'input' ? positions.forward(x) : x;
    const expected = encoder.layers.reduce((value, one) => one.forward(value), given);
    expect(await largestDifference(encoder.forward(x), expected)).toBe(0);
  });

  it('leave nothing behind', () => {
    const positions = makePositions(kind, { E, H });
    const encoder = own(new TransformerEncoder(E, H, { ...layer, positions }));
    const x = randn([N, 60, E]);
    const before = memory();
    encoder.forward(x).dispose();
    expect(memory()).toEqual(before);
  });

  it('take no steps at all', () => {
    const positions = makePositions(kind, { E, H });
    const encoder = own(new TransformerEncoder(E, H, { ...layer, positions }));
    expect(encoder.forward(zeros([N, 0, E])).shape).toEqual([N, 0, E]);
  });
});

describe('a layer that is given positions for other sizes', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      'heads',
      () => new MultiheadAttention(E, H, { positions: new AlibiPositions(3) }),
      /MultiheadAttention: expected positions for numHeads = 2, received ones for numHeads = 3/,
    ],
    [
      'columns',
      () => new TransformerEncoderLayer(E, H, { positions: new RotaryPositions(8) }),
      /expected positions for headDim = 4, received ones for headDim = 8/,
    ],
    [
      'features',
      () => new TransformerDecoderLayer(E, H, { positions: new SinusoidalPositions(9) }),
      /TransformerDecoderLayer: expected positions for dModel = 8, received ones for dModel = 9/,
    ],
  ])('refuses those for other %s', (_name, make, message) => {
    expect(make).toThrow(message);
  });
});
