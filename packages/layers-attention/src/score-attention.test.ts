import { backward, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { gradCheckModule } from '@rondo/layers-core';
import {
  dispose,
  logicalAnd,
  manualSeed,
  memory,
  randn,
  RangeFault,
  scope,
  ShapeError,
  tensor,
  useBackend,
  where,
  type Tensor,
} from '@rondo/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../test/largest-difference.ts';
import { AdditiveAttention } from './additive-attention.ts';
import { causalMask, lengthMask } from './masks.ts';
import { MultiplicativeAttention } from './multiplicative-attention.ts';

useBackend(cpu());
manualSeed(16);

const [N, T1, T2, Q, K] = [2, 3, 5, 4, 6] as const;

describe.each<[string, () => AdditiveAttention | MultiplicativeAttention, number]>([
  ['AdditiveAttention', () => new AdditiveAttention(Q, K, 7), Q],
  ['MultiplicativeAttention, dot', () => new MultiplicativeAttention(K, K, { score: 'dot' }), K],
  ['MultiplicativeAttention, general', () => new MultiplicativeAttention(Q, K), Q],
  ['MultiplicativeAttention, scaled', () => new MultiplicativeAttention(Q, K, { scale: 0.3 }), Q],
  [
    'MultiplicativeAttention, concat',
    () => new MultiplicativeAttention(Q, K, { score: 'concat', attentionDim: 7 }),
    Q,
  ],
])('%s', (_name, make, queryDim) => {
  it('mixes what may be attended to, with weights that sum to 1', async () => {
    const before = memory();
    const attention = make();
    const keyLengths = [T2, 1];
    const { context, weights } = scope(() =>
      attention.forward(randn([N, T1, queryDim]), randn([N, T2, K]), { keyLengths }),
    );
    expect([context.shape, weights.shape]).toEqual([
      [N, T1, K],
      [N, T1, T2],
    ]);
    const rows = (await weights.array()) as number[][][];
    for (const row of rows[0]!) expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    for (const row of rows[1]!) expect(row).toEqual([1, 0, 0, 0, 0]);
    dispose([context, weights]);
    attention.dispose();
    expect(memory()).toEqual(before);
  });

  it('has the gradients of difference quotients', async () => {
    const attention = own(make());
    const forward = (...[q, h]: readonly Tensor[]): Tensor =>
      attention.forward(q!, h!, { keyLengths: [2, 5], causal: true }).context;
    const inputs = [randn([N, T1, queryDim]), randn([N, T2, K])];
    expect(await gradCheckModule(attention, forward, inputs)).toBeLessThan(1e-3);
  });

  it('takes masks in every form, and gives zeros to a query that may attend to nothing', async () => {
    const attention = own(make());
    const length = fc.integer({ min: 1, max: 6 });
    const property = fc.asyncProperty(length, length, fc.nat(6), async (queries, keys, given) => {
      const keyLengths = [Math.min(given, keys), 0];
      const results = scope(() => {
        const [q, h] = [randn([N, queries, queryDim]), randn([N, keys, K])];
        const padding = lengthMask(tensor(Int32Array.from(keyLengths)), keys);
        const mask = logicalAnd(padding, causalMask(queries, keys));
        const bias = where(mask, 0, -Infinity);
        return [{ keyLengths, causal: true }, { mask }, { bias }].map((masks) =>
          attention.forward(q, h, masks),
        );
      });
      const [first, ...others] = results;
      for (const other of others) {
        expect(await largestDifference(first!.context, other.context)).toBeLessThan(1e-5);
        expect(await largestDifference(first!.weights, other.weights)).toBeLessThan(1e-5);
      }
      expect(await first!.weights.select(0, 1).abs().sum().item()).toBe(0);
      dispose(results);
    });
    await fc.assert(property, { numRuns: 25 });
  });

  it('averages other values, and takes keys that were projected before', async () => {
    const attention = own(make());
    const [q, h, value] = [randn([N, T1, queryDim]), randn([N, T2, K]), randn([N, T2, 2])];
    const plain = attention.forward(q, h);
    const { context, weights } = attention.forward(q, h, { keys: attention.project(h), value });
    expect(await largestDifference(weights, plain.weights)).toBeLessThan(1e-6);
    expect(await largestDifference(context, weights.matmul(value))).toBeLessThan(1e-6);
  });

  it('gives the context alone where no weights are wanted', async () => {
    const attention = own(make());
    const [q, h] = [randn([N, T1, queryDim]), randn([N, T2, K])];
    const masks = { keyLengths: [2, 5], causal: true };
    const { context } = attention.forward(q, h, masks);
    const alone = attention.forward(q, h, { ...masks, needWeights: false });
    expect(alone.weights).toBeUndefined();
    expect(await largestDifference(alone.context, context)).toBeLessThan(1e-6);
  });

  it('lets no NaN out of padding, neither into the context nor into a gradient', async () => {
    const attention = own(make());
    const parameters = attention.parameters();
    const [q, h] = [new Parameter(randn([N, T1, queryDim])), randn([N, T2, K])];
    const keyLengths = [2, 5];
    const isValid = lengthMask(tensor(Int32Array.from(keyLengths)), T2).transpose(1, 2);
    const results = [0, NaN].map((padding) => {
      const padded = where(isValid, h, padding);
      const loss = backward(() => attention.forward(q, padded, { keyLengths }).context.sum());
      const found = [loss, ...[q, ...parameters].map((parameter) => parameter.grad!.clone())];
      for (const parameter of [q, ...parameters]) parameter.clearGrad();
      return found;
    });
    for (const [i, expected] of results[0]!.entries()) {
      expect(await largestDifference(results[1]![i]!, expected)).toBeLessThan(1e-6);
    }
    q.dispose();
  });

  it('refuses options that it does not have', () => {
    const attention = own(make());
    const [q, h] = [randn([N, T1, queryDim]), randn([N, T2, K])];
    const wrong = (inputs: object): unknown => attention.forward(q, h, inputs);
    expect(() => wrong({ attnMask: h })).toThrow(/there is no option 'attnMask'/);
    expect(() => wrong({ needWeights: 'average' })).toThrow(/expected needWeights true or false/);
    expect(() => attention.forward(q.cast('int32'), h)).toThrow(/expected query of float32/);
  });

  it('names what does not fit', () => {
    const attention = own(make());
    const [q, h] = [randn([N, T1, queryDim]), randn([N, T2, K])];
    expect(() => attention.forward(q, randn([N, T2, 9]))).toThrow(
      /Attention: expected memory \[N, T2, keyDim\] with N = 2 \(from query\), keyDim = 6/,
    );
    expect(() => attention.forward(randn([N, T1, 9]), h)).toThrow(ShapeError);
    expect(() => attention.forward(q, h, { keys: randn([N, T2, 1]) })).toThrow(/expected keys/);
    expect(() => attention.forward(q, h, { value: randn([N, 4, K]) })).toThrow(/expected value/);
    expect(() => attention.forward(q, h, { keyLengths: [1, 6] })).toThrow(RangeFault);
  });
});

it('MultiplicativeAttention refuses scores that it does not know, and sizes that a product does not take', () => {
  expect(() => new MultiplicativeAttention(4, 4, { score: 'cosine' as 'dot' })).toThrow(
    /expected the score 'dot', 'general' or 'concat', received 'cosine'/,
  );
  expect(() => new MultiplicativeAttention(4, 6, { score: 'dot' })).toThrow(/received 4 and 6/);
});
