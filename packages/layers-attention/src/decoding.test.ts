import { backward, noGrad } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import {
  concat,
  dispose,
  GradientError,
  indexSelect,
  manualSeed,
  memory,
  randn,
  scope,
  tensor,
  useBackend,
  type Tensor,
} from '@rondo/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MultiheadAttention } from './multihead-attention.ts';
import { TransformerDecoder } from './transformer-decoder.ts';

useBackend(cpu());
manualSeed(10);

const [N, S, E, H] = [2, 4, 6, 3] as const;

async function largestDifference(a: Tensor, b: Tensor): Promise<number> {
  expect(a.shape).toEqual(b.shape);
  return Math.max(0, ...(await a.sub(b).abs().data()));
}

/** Runs of steps that follow each other. */
const runs = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 });

function parts(x: Tensor, lengths: readonly number[]): Tensor[] {
  return x.split(lengths, 1);
}

const total = (lengths: readonly number[]): number => lengths.reduce((a, b) => a + b, 0);

describe('7: decoding step by step is decoding all at once', () => {
  it.each([
    ['plain', {}],
    ['with more keys', { biasKV: true, addZeroAttention: true, bias: false }],
  ])('in attention, %s', async (_name, options) => {
    const attention = own(new MultiheadAttention(E, H, options));
    const property = fc.asyncProperty(runs, async (lengths) => {
      const pair = scope(() => {
        using cache = attention.createCache(N, { capacity: 2 });
        const x = randn([N, total(lengths), E]);
        const steps = parts(x, lengths).map((part) => attention.step(part, cache));
        return [concat(steps, 1), attention.forward(x, x, x, { causal: true }).output] as const;
      });
      expect(await largestDifference(...pair)).toBeLessThan(1e-5);
      dispose(pair);
    });
    await fc.assert(property, { numRuns: 25 });
  });

  it.each([
    ['norm last', { normFirst: false }],
    [
      'norm first, last norm, gelu',
      { normFirst: true, finalNorm: true, activation: 'gelu' } as const,
    ],
  ])('in a decoder, %s', async (_name, options) => {
    const decoder = own(
      new TransformerDecoder(E, H, { feedForward: 5, dropout: 0, numLayers: 2, ...options }),
    );
    const property = fc.asyncProperty(runs, fc.boolean(), async (lengths, isMasked) => {
      const pair = scope(() => {
        const memoryStates = randn([N, S, E]);
        const masks = isMasked
          ? { memoryLengths: [3, 1], memoryMask: tensor([[true, false, true, true]]) }
          : {};
        using cache = decoder.createCache(memoryStates, { ...masks, capacity: 2 });
        const x = randn([N, total(lengths), E]);
        const steps = parts(x, lengths).map((part) => decoder.step(part, cache));
        expect(cache.length).toBe(total(lengths));
        const whole = decoder.forward(x, memoryStates, { ...masks, causal: true });
        return [concat(steps, 1), whole] as const;
      });
      expect(await largestDifference(...pair)).toBeLessThan(2e-5);
      dispose(pair);
    });
    await fc.assert(property, { numRuns: 25 });
  });
});

describe('DecoderCache', () => {
  const make = (): TransformerDecoder =>
    own(new TransformerDecoder(E, H, { feedForward: 5, dropout: 0, numLayers: 2 }));

  it('goes on with chosen sequences', async () => {
    const decoder = make();
    const [x, memoryStates] = [randn([3, 5, E]), randn([3, S, E])];
    const masks = { memoryLengths: [4, 1, 2], memoryMask: randn([3, 1, S]).greater(-1.5) };
    const rows = tensor(Int32Array.of(2, 0, 2, 1));
    const cache = own(decoder.createCache(memoryStates, masks));
    for (const part of parts(x.narrow(1, 0, 3), [2, 1])) decoder.step(part, cache);
    cache.reorder(rows);
    const last = indexSelect(x, 0, rows).narrow(1, 3, 2);
    const output = concat(
      parts(last, [1, 1]).map((part) => decoder.step(part, cache)),
      1,
    );
    const whole = decoder.forward(x, memoryStates, { ...masks, causal: true });
    const expected = indexSelect(whole, 0, rows).narrow(1, 3, 2);
    expect(await largestDifference(output, expected)).toBeLessThan(2e-5);
  });

  it('leaks nothing, and leaves the tensors of the caller alone', async () => {
    const decoder = make();
    const lengths = tensor(Int32Array.of(4, 2));
    const mask = tensor([[true, true, true, false]]);
    const before = memory();
    {
      using cache = scope(() =>
        decoder.createCache(randn([N, S, E]), { memoryLengths: lengths, memoryMask: mask }),
      );
      for (let t = 0; t < 3; t++) {
        scope(() => {
          decoder.step(randn([N, 1, E]), cache);
          if (t === 1) cache.reorder(tensor(Int32Array.of(1, 0)));
        });
      }
    }
    expect(memory()).toEqual(before);
    expect(await lengths.array()).toEqual([4, 2]);
    expect(await mask.array()).toEqual([[true, true, true, false]]);
    const other = decoder.createCache(randn([N, S, E]));
    dispose(other);
    expect(memory().tensors).toBe(before.tensors + 1);
  });

  it('is for decoding, not for training', async () => {
    const decoder = make();
    const cache = own(decoder.createCache(randn([N, S, E])));
    const x = randn([N, 1, E]);
    expect(() => backward(() => decoder.step(x, cache).sum())).toThrow(GradientError);
    const [weight] = decoder.parameters();
    const { loss, output } = backward(() => {
      const decoded = noGrad(() => decoder.step(x, cache));
      return { loss: weight!.sum(), output: decoded };
    });
    expect(output.shape).toEqual([N, 1, E]);
    dispose([loss, output]);
    weight!.clearGrad();
  });

  it('refuses steps and memories of other sizes', () => {
    const decoder = make();
    expect(() => decoder.createCache(randn([N, S, 5]))).toThrow(
      /TransformerDecoder: expected memory \[N, S, dModel\] with .*dModel = 6, received \[2, 4, 5\]/,
    );
    const cache = own(decoder.createCache(randn([N, S, E])));
    expect(() => decoder.step(randn([N, E]), cache)).toThrow(/expected target \[N, T, dModel\]/);
    expect(() => decoder.step(randn([3, 1, E]), cache)).toThrow(
      /KeyValueCache: expected x \[N, T, 6, 2\] with N = 2, received \[3, 1, 6, 2\]/,
    );
    const attention = own(new MultiheadAttention(E, H, { kdim: 4 }));
    const own1 = own(attention.createCache(N));
    expect(() => attention.step(randn([N, 1, E]), own1)).toThrow(
      /expected key \[N, T, kdim\] with .*kdim = 4, received \[2, 1, 6\]/,
    );
  });
});
