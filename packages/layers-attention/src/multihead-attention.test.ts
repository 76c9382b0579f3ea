import { backward, gradCheck } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { gradCheckModule } from '@rondo/layers-core';
import {
  dispose,
  DTypeError,
  logicalAnd,
  manualSeed,
  memory,
  ones,
  randn,
  RangeFault,
  scope,
  ShapeError,
  tensor,
  useBackend,
  where,
  zeros,
  type Tensor,
} from '@rondo/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causalMask, lengthMask } from './masks.ts';
import { MultiheadAttention, type AttentionInputs } from './multihead-attention.ts';

useBackend(cpu());
manualSeed(5);

const [N, T1, T2, E, H] = [2, 3, 5, 6, 3] as const;

async function largestDifference(a: Tensor, b: Tensor): Promise<number> {
  expect(a.shape).toEqual(b.shape);
  return Math.max(0, ...(await a.sub(b).abs().data()));
}

describe.each([
  ['plain', {}],
  ['without bias', { bias: false }],
  ['of other sizes', { kdim: 3, vdim: 5 }],
  ['with more keys', { biasKV: true, addZeroAttention: true }],
  ['with one head of keys and values', { keyValueHeads: 1, biasKV: true, scale: 0.7 }],
])('MultiheadAttention %s', (_name, options) => {
  const make = (size = E as number): { attention: MultiheadAttention; given: Tensor[] } => {
    const attention = own(new MultiheadAttention(size, size === E ? H : 2, options));
    const { kdim, vdim } = attention;
    return {
      attention,
      given: [randn([N, T1, size]), randn([N, T2, kdim]), randn([N, T2, vdim])],
    };
  };
  const masks = (): AttentionInputs => ({
    mask: tensor([[true, false, true, true, true]]),
    keyLengths: [5, 4],
    causal: true,
  });

  it('has the gradients of difference quotients', async () => {
    const { attention, given } = make(4);
    const forward = (...[q, k, v]: readonly Tensor[]): Tensor =>
      attention.forward(q!, k!, v!, masks()).output;
    expect(await gradCheckModule(attention, forward, given)).toBeLessThan(1e-3);
  });

  it('gives the bias a gradient', async () => {
    const { attention, given } = make(4);
    const [q, k, v] = given as [Tensor, Tensor, Tensor];
    const forward = (bias: Tensor): Tensor => attention.forward(q, k, v, { bias }).output;
    expect(await gradCheck(forward, [randn([1, 2, T1, T2])])).toBeLessThan(1e-3);
    expect(await gradCheck(forward, [randn([T1, 1])])).toBeLessThan(1e-3);
  });

  it('gives the same output whether asked for weights or not', async () => {
    const { attention, given } = make();
    const [q, k, v] = given as [Tensor, Tensor, Tensor];
    for (const limits of [{}, masks()]) {
      const plain = attention.forward(q, k, v, limits);
      const each = attention.forward(q, k, v, { ...limits, needWeights: 'heads' });
      const mean = attention.forward(q, k, v, { ...limits, needWeights: 'average' });
      expect(plain.weights).toBeUndefined();
      expect(await largestDifference(plain.output, each.output)).toBeLessThan(1e-5);
      expect(await largestDifference(each.weights.mean(1), mean.weights)).toBeLessThan(1e-6);
      expect(await largestDifference(each.weights.sum(-1), ones([N, H, T1]))).toBeLessThan(1e-5);
    }
  });

  it('gives the same for keys and values projected before', async () => {
    const { attention, given } = make();
    const [q, k, v] = given as [Tensor, Tensor, Tensor];
    const keyValue = attention.keyValue(k, v);
    for (const limits of [{}, masks()]) {
      const { output } = attention.forward(q, k, v, limits);
      const later = attention.attendTo(q, keyValue, limits);
      expect(await largestDifference(output, later)).toBeLessThan(1e-5);
    }
  });

  it('leaks nothing, in a scope or out of it', () => {
    const { attention, given } = make();
    const [q, k, v] = given as [Tensor, Tensor, Tensor];
    const before = memory();
    scope(() => {
      attention.forward(q, k, v, { ...masks(), needWeights: 'heads' });
      attention.attendTo(q, attention.keyValue(k, v));
    });
    attention.forward(q, k, v, { causal: true }).output.dispose();
    backward(() => attention.forward(q, k, v, { causal: true }).output.sum()).dispose();
    for (const parameter of attention.parameters()) parameter.clearGrad();
    expect(memory()).toEqual(before);
  });
});

describe('masks of MultiheadAttention', () => {
  it('say the same in every form: mask, lengths and flag, bias', async () => {
    const size = fc.integer({ min: 1, max: 6 });
    const property = fc.asyncProperty(
      size,
      size,
      fc.tuple(size, fc.constant(0)),
      async (queries, keys, given) => {
        const attention = new MultiheadAttention(E, H);
        const outputs = scope(() => {
          const keyLengths = given.map((length) => Math.min(length, keys));
          const [q, k] = [randn([N, queries, E]), randn([N, keys, E])];
          const padding = lengthMask(tensor(Int32Array.from(keyLengths)), keys);
          const mask = logicalAnd(padding, causalMask(queries, keys));
          const bias = where(mask, 0, -Infinity);
          return [{ keyLengths, causal: true }, { mask }, { bias }].map(
            (limits) => attention.forward(q, k, k, limits).output,
          );
        });
        const [first, ...others] = outputs;
        for (const other of others)
          expect(await largestDifference(first!, other)).toBeLessThan(1e-5);
        // The second sequence has no key: nothing but the last bias is left.
        const alone = [...(await first!.select(0, 1).data())];
        const bias = [...(await attention.outProj.bias!.data())];
        expect(alone).toEqual(Array.from({ length: queries }, () => bias).flat());
        dispose(outputs);
        attention.dispose();
      },
    );
    await fc.assert(property, { numRuns: 30 });
  });

  it('conformance 7: hide what they forbid: a change there changes nothing', async () => {
    const attention = own(new MultiheadAttention(E, H));
    const [q, k, v] = [randn([N, T1, E]), randn([N, T2, E]), randn([N, T2, E])];
    const limits = { causal: true, keyLengths: [2, 5] };
    const base = [...(await attention.forward(q, k, v, limits).output.data())];
    for (let j = 0; j < T2; j++) {
      const there = tensor([...Array(T2).keys()].map((t) => [t === j ? 10 : 0]));
      const { output } = attention.forward(q, k.add(there), v.sub(there), limits);
      const changed = [...(await output.data())].map((value, i) => value !== base[i]);
      for (let n = 0; n < N; n++) {
        for (let i = 0; i < T1; i++) {
          const row = changed.slice((n * T1 + i) * E, (n * T1 + i + 1) * E);
          const isSeen = j <= i && j < limits.keyLengths[n]!;
          expect(row, `key ${j}, query ${i} of sequence ${n}`).toEqual(Array(E).fill(isSeen));
        }
      }
    }
  });

  it('may differ between heads', async () => {
    const attention = own(new MultiheadAttention(E, H));
    const [q, k] = [randn([N, T1, E]), randn([N, T2, E])];
    const mask = tensor([[[[true]], [[false]], [[true]]]]).expand([1, H, 1, T2]);
    const { weights } = attention.forward(q, k, k, { mask, needWeights: 'heads' });
    const sums = weights.sum(-1).mean([0, 2]);
    for (const [h, sum] of [1, 0, 1].entries()) {
      expect(await sums.select(0, h).item()).toBeCloseTo(sum, 6);
    }
  });
});

describe('dropout of MultiheadAttention', () => {
  it('drops weights while training, and what is shown is what was used', async () => {
    const attention = own(new MultiheadAttention(E, H, { dropout: 0.5 }));
    const [q, k] = [randn([N, T1, E]), randn([N, T2, E])];
    manualSeed(3);
    const { output, weights } = attention.forward(q, k, k, { needWeights: 'heads' });
    const dropped = [...(await weights.data())].filter((weight) => weight === 0).length;
    expect(dropped).toBeGreaterThan(20);
    expect(dropped).toBeLessThan(70);
    manualSeed(3);
    const again = attention.forward(q, k, k).output;
    expect(await largestDifference(output, again)).toBeLessThan(1e-5);
    attention.eval();
    const sums = attention.forward(q, k, k, { needWeights: 'average' }).weights.sum(-1);
    expect(await largestDifference(sums, ones([N, T1]))).toBeLessThan(1e-5);
  });
});

describe('initial values of MultiheadAttention', () => {
  const largest = async (x: Tensor): Promise<number> => Math.max(...(await x.abs().data()));

  it('are those of PyTorch', async () => {
    const attention = own(new MultiheadAttention(24, 4, { biasKV: true }));
    expect(attention.namedParameters().map(([name, { shape }]) => [name, shape])).toEqual([
      ['in_proj_weight', [72, 24]],
      ['in_proj_bias', [72]],
      ['bias_k', [1, 1, 24]],
      ['bias_v', [1, 1, 24]],
      ['out_proj.weight', [24, 24]],
      ['out_proj.bias', [24]],
    ]);
    const { weight, bias } = attention.inProjection;
    expect((await largest(weight!)) / Math.sqrt(6 / 96)).toBeCloseTo(1, 1);
    expect((await largest(attention.outProj.weight)) * Math.sqrt(24)).toBeCloseTo(1, 1);
    expect(await largest(bias!)).toBe(0);
    expect(await largest(attention.outProj.bias!)).toBe(0);
    expect(await largest(attention.biasK!)).toBeGreaterThan(0.1);
  });

  it('of three weights where the sizes differ', async () => {
    const attention = own(new MultiheadAttention(24, 4, { kdim: 48, vdim: 12, bias: false }));
    expect(attention.namedParameters().map(([name, { shape }]) => [name, shape])).toEqual([
      ['q_proj_weight', [24, 24]],
      ['k_proj_weight', [24, 48]],
      ['v_proj_weight', [24, 12]],
      ['out_proj.weight', [24, 24]],
    ]);
    expect((await largest(attention.inProjection.keyWeight!)) / Math.sqrt(6 / 72)).toBeCloseTo(
      1,
      1,
    );
  });
});

describe('errors of MultiheadAttention', () => {
  const attention = (options = {}): MultiheadAttention =>
    own(new MultiheadAttention(E, H, { kdim: 4, ...options }));
  const [q, k, v] = [() => zeros([N, T1, E]), () => zeros([N, T2, 4]), () => zeros([N, T2, E])];

  it('name the argument and its axes', () => {
    expect(() => attention().forward(q(), v(), v())).toThrow(
      /MultiheadAttention: expected key \[N, T2, kdim\] with N = 2 \(from query\), kdim = 4, received \[2, 5, 6\]/,
    );
    expect(() => attention().forward(zeros([N, E]), k(), v())).toThrow(ShapeError);
    expect(() => attention().forward(q(), k(), zeros([N, 4, E]))).toThrow(
      /expected value \[N, T2, vdim\] with N = 2 \(from query\), T2 = 5 \(from key\), vdim = 6, received \[2, 4, 6\]/,
    );
  });

  it('name a mask that does not fit, and what it should be', () => {
    const run = (limits: AttentionInputs): unknown => attention().forward(q(), k(), v(), limits);
    expect(() => run({ mask: zeros([N * H, T1, T2], { dtype: 'bool' }) })).toThrow(
      /expected mask \[T1, T2\], \[N, T1, T2\] or \[N, H, T1, T2\], 1 where it repeats, with N = 2, H = 3, T1 = 3, T2 = 5, received \[6, 3, 5\]/,
    );
    expect(() => run({ mask: zeros([T2], { dtype: 'bool' }) })).toThrow(ShapeError);
    expect(() => run({ mask: zeros([T1, T2]) })).toThrow(DTypeError);
    expect(() => run({ bias: zeros([T1, T2], { dtype: 'bool' }) })).toThrow(
      /truth values are a mask/,
    );
    expect(() => run({ keyLengths: [5, 6] })).toThrow(
      /from 0 to T2 = 5, received 6 for sequence 1/,
    );
    expect(() => run({ keyLengths: [1, 2, 3] })).toThrow(
      /expected keyLengths \[N\] with N = 2, received \[3\]/,
    );
    expect(() => run({ keyLengths: zeros([N]) })).toThrow(DTypeError);
  });

  it('refuse heads that do not divide and probabilities that are none', () => {
    expect(() => new MultiheadAttention(6, 4)).toThrow(
      /expected numHeads to divide embedDim = 6, received 4/,
    );
    expect(() => new MultiheadAttention(6, 0)).toThrow(RangeFault);
    expect(() => new MultiheadAttention(12, 4, { keyValueHeads: 3 })).toThrow(
      /expected keyValueHeads to divide numHeads = 4, received 3/,
    );
    expect(() => new MultiheadAttention(6, 2, { dropout: 1.5 })).toThrow(RangeFault);
  });
});
