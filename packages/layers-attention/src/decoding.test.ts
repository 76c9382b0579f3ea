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
  pad,
  randn,
  scope,
  tensor,
  useBackend,
  type Tensor,
} from '@rondo/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../test/largest-difference.ts';
import { makePositions, positionKinds } from '../test/position-kinds.ts';
import { MultiheadAttention } from './multihead-attention.ts';
import { TransformerDecoderLayer } from './transformer-decoder-layer.ts';
import { TransformerDecoder } from './transformer-decoder.ts';

useBackend(cpu());
manualSeed(10);

const [N, S, E, H] = [2, 4, 6, 3] as const;

/** Runs of steps that follow each other. */
const runs = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 });

function parts(x: Tensor, lengths: readonly number[]): Tensor[] {
  return x.split(lengths, 1);
}

const total = (lengths: readonly number[]): number => lengths.reduce((a, b) => a + b, 0);

/** Weights of steps, each of which saw the keys up to its own, as rows over all keys. */
function widened(weights: readonly Tensor[], keys: number): Tensor {
  const rows = weights.map((part) => pad(part, [[0, keys - part.shape.at(-1)!]]));
  return concat(rows, -2);
}

/** Options of attention that change what a cache holds, or how it is read. */
const attentionOptions = fc.record({
  bias: fc.boolean(),
  biasKV: fc.boolean(),
  addZeroAttention: fc.boolean(),
  keyValueHeads: fc.constantFrom(1, 3),
  scale: fc.constantFrom(0.4, 1),
  positions: fc.constantFrom(...positionKinds),
});

const decoderOptions = fc.record({
  normFirst: fc.boolean(),
  finalNorm: fc.boolean(),
  bias: fc.boolean(),
  activation: fc.constantFrom('relu', 'gelu', 'swiglu'),
  keyValueHeads: fc.constantFrom(1, 3),
  positions: fc.constantFrom(...positionKinds),
});

describe('decoding step by step is decoding all at once', () => {
  it('conformance 7: in attention, for every option and kind of positions', async () => {
    const seen = new Set<string>();
    const property = fc.asyncProperty(runs, attentionOptions, async (lengths, options) => {
      const positions = makePositions(options.positions, { E, H });
      const attention = new MultiheadAttention(E, H, { ...options, positions });
      const pairs = scope(() => {
        using cache = attention.createCache(N, { capacity: 2 });
        using other = attention.createCache(N);
        const x = randn([N, total(lengths), E]);
        const whole = attention.forward(x, x, x, { causal: true, needWeights: 'heads' });
        const steps = parts(x, lengths).map((part) => attention.step(part, cache));
        const asked = parts(x, lengths).map((part) =>
          attention.step(part, other, { needWeights: 'heads' }),
        );
        // Added keys come last, behind those that a step did not see.
        const extra = Number(options.biasKV) + Number(options.addZeroAttention);
        const keys = whole.weights.shape.at(-1)! - extra;
        const maps = asked.map(({ weights }) => weights);
        const ofKeys = maps.map((weights) => weights.narrow(-1, 0, weights.shape.at(-1)! - extra));
        const ofExtra = maps.map((weights) =>
          weights.narrow(-1, weights.shape.at(-1)! - extra, extra),
        );
        return [
          [concat(steps, 1), whole.output],
          [
            concat(
              asked.map(({ output }) => output),
              1,
            ),
            whole.output,
          ],
          [concat([widened(ofKeys, keys), concat(ofExtra, -2)], -1), whole.weights],
        ] as const;
      });
      for (const [found, expected] of pairs) {
        expect(await largestDifference(found, expected)).toBeLessThan(1e-5);
      }
      seen.add(options.positions);
      dispose(pairs);
      attention.dispose();
    });
    await fc.assert(property, { numRuns: 120 });
    expect(seen.size).toBe(positionKinds.length);
  });

  it('conformance 7: in a decoder, for every option and kind of positions', async () => {
    const property = fc.asyncProperty(
      runs,
      fc.boolean(),
      decoderOptions,
      async (lengths, isMasked, options) => {
        const positions = makePositions(options.positions, { E, H });
        const sizes = { feedForward: 5, dropout: 0, numLayers: 2 };
        const decoder = new TransformerDecoder(E, H, { ...sizes, ...options, positions });
        const pairs = scope(() => {
          const memoryStates = randn([N, S, E]);
          const masks = isMasked
            ? { memoryLengths: [3, 1], memoryMask: tensor([[true, false, true, true]]) }
            : {};
          using cache = decoder.createCache(memoryStates, { ...masks, capacity: 2 });
          using other = decoder.createCache(memoryStates, masks);
          const x = randn([N, total(lengths), E]);
          const steps = parts(x, lengths).map((part) => decoder.step(part, cache));
          expect(cache.length).toBe(total(lengths));
          const asked = parts(x, lengths).map((part) =>
            decoder.step(part, other, { needWeights: 'average' }),
          );
          const limits = { ...masks, causal: true };
          const whole = decoder.forward(x, memoryStates, { ...limits, needWeights: 'average' });
          const maps = whole.weights.flatMap((expected, layer) => {
            const found = asked.map(({ weights }) => weights[layer]!);
            const self = found.map((weights) => weights.self);
            const memories = found.map((weights) => weights.memory);
            return [
              [widened(self, total(lengths)), expected.self],
              [concat(memories, 1), expected.memory],
            ] as const;
          });
          return [
            [concat(steps, 1), whole.output],
            [concat(steps, 1), decoder.forward(x, memoryStates, limits)],
            ...maps,
          ] as const;
        });
        for (const [found, expected] of pairs) {
          expect(await largestDifference(found, expected)).toBeLessThan(2e-5);
        }
        dispose(pairs);
        decoder.dispose();
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  it.each(positionKinds)('conformance 7: one layer alone, with positions %s', async (kind) => {
    const positions = makePositions(kind, { E, H });
    const layer = own(new TransformerDecoderLayer(E, H, { feedForward: 5, dropout: 0, positions }));
    const [x, memoryStates] = [randn([N, 5, E]), randn([N, S, E])];
    const cache = own(layer.selfAttn.createCache(N));
    const keyValue = layer.multiheadAttn.keyValue(memoryStates);
    const steps = parts(x, [2, 1, 2]).map((part) => layer.step(part, cache, keyValue));
    const whole = layer.forward(x, memoryStates, { causal: true });
    expect(await largestDifference(concat(steps, 1), whole)).toBeLessThan(2e-5);
  });

  it('conformance 7: queries that come in parts, from their position on', async () => {
    for (const kind of positionKinds) {
      const positions = makePositions(kind, { E, H });
      const attention = own(new MultiheadAttention(E, H, { positions, biasKV: true }));
      const [q, k] = [randn([N, 5, E]), randn([N, 7, E])];
      const keyValue = attention.keyValue(k);
      for (const limits of [{}, { causal: true, keyLengths: [7, 3] }]) {
        const whole = attention.forward(q, k, k, limits).output;
        const later = attention.attendTo(q.narrow(1, 2, 3), keyValue, {
          ...limits,
          queryOffset: 2,
        });
        expect(
          await largestDifference(later, whole.narrow(1, 2, 3)),
          `positions ${kind}`,
        ).toBeLessThan(1e-5);
      }
    }
  });
});

describe('DecoderCache', () => {
  const make = (): TransformerDecoder =>
    own(new TransformerDecoder(E, H, { feedForward: 5, dropout: 0, numLayers: 2 }));

  it('conformance 7: goes on with chosen sequences: the order is that of the rows', async () => {
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
