import { backward } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import {
  keep,
  manualSeed,
  memory,
  randn,
  scope,
  ShapeError,
  tensor,
  useBackend,
  type Tensor,
} from '@rondo/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchNorm1d, BatchNorm2d, BatchNorm3d } from './batch-norm.ts';
import { gradCheckModule } from './grad-check-module.ts';

useBackend(cpu());
manualSeed(24);

const buffers = async (norm: BatchNorm1d): Promise<(number | undefined)[]> => {
  const { runningMean, runningVar, numBatchesTracked } = norm;
  return Promise.all([runningMean, runningVar, numBatchesTracked].map(async (x) => x?.item()));
};

describe('BatchNorm', () => {
  it('normalises with the biased variance and keeps a running unbiased one', async () => {
    const norm = own(new BatchNorm1d(1, { eps: 0 }));
    // Mean 4, biased variance 2/3 · 4, unbiased 4.
    const y = await norm.forward(tensor([[2], [4], [6]])).data();
    expect(y[2]).toBeCloseTo(Math.sqrt(1.5), 6);
    const [mean, variance, count] = await buffers(norm);
    expect(mean).toBeCloseTo(0.4, 6);
    expect(variance).toBeCloseTo(0.9 + 0.1 * 4, 6);
    expect(count).toBe(1);
  });

  it('uses the running statistics in evaluation, and changes none', async () => {
    const norm = own(new BatchNorm1d(1, { eps: 0, momentum: 1 }));
    scope(() => {
      norm.forward(tensor([[2], [4], [6]]));
    });
    const after = await buffers(norm);
    const y = norm.eval().forward(tensor([[4], [8], [4]]));
    expect(await y.array()).toEqual([[0], [2], [0]]);
    expect(await buffers(norm)).toEqual(after);
    norm.resetRunningStats();
    expect(await buffers(norm)).toEqual([0, 1, 0]);
  });

  it('weighs all batches equally without momentum', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 6 }), {
          minLength: 1,
          maxLength: 5,
        }),
        async (batches) => {
          const norm = new BatchNorm1d(1, { momentum: null });
          const moments = batches.map((batch) => {
            scope(() => {
              norm.forward(tensor(batch.map((value) => [value])));
            });
            const mean = batch.reduce((a, b) => a + b) / batch.length;
            const squares = batch.reduce((sum, value) => sum + (value - mean) ** 2, 0);
            return [mean, squares / (batch.length - 1)] as const;
          });
          const [mean, variance, count] = await buffers(norm);
          norm.dispose();
          const average = (i: 0 | 1) =>
            moments.reduce((sum, moment) => sum + moment[i], 0) / batches.length;
          expect(mean).toBeCloseTo(average(0), 3);
          expect(variance! / (1 + average(1))).toBeCloseTo(average(1) / (1 + average(1)), 5);
          expect(count).toBe(batches.length);
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([
    ['BatchNorm1d', () => new BatchNorm1d(3), [5, 3]],
    ['BatchNorm1d over time', () => new BatchNorm1d(3), [2, 3, 5]],
    ['BatchNorm2d without bias', () => new BatchNorm2d(3, { bias: false }), [2, 3, 5, 1]],
    ['BatchNorm3d without affine', () => new BatchNorm3d(3, { affine: false }), [2, 3, 1, 2, 3]],
    ['without statistics', () => new BatchNorm1d(3, { trackRunningStats: false }).eval(), [5, 3]],
    ['in evaluation', () => new BatchNorm1d(3).eval(), [5, 3]],
  ])('%s has the gradients of difference quotients', async (_name, make, shape) => {
    const norm = own(make());
    const x = randn(shape);
    expect(await gradCheckModule(norm, (value) => norm.forward(value), [x])).toBeLessThan(3e-3);
  });

  it("has PyTorch's names, buffers that are no parameters, and only what its options ask for", () => {
    const names = (options?: object) => Object.keys(own(new BatchNorm2d(3, options)).stateDict());
    const statistics = ['running_mean', 'running_var', 'num_batches_tracked'];
    expect(names()).toEqual(['weight', 'bias', ...statistics]);
    expect(names({ bias: false })).toEqual(['weight', ...statistics]);
    expect(names({ affine: false })).toEqual(statistics);
    expect(names({ trackRunningStats: false })).toEqual(['weight', 'bias']);
    const norm = own(new BatchNorm3d(3));
    expect(norm.namedParameters().map(([name]) => name)).toEqual(['weight', 'bias']);
    expect(norm.numBatchesTracked?.dtype).toBe('int32');
  });

  it('gathers statistics while gradients are recorded, without a gradient to them', async () => {
    const norm = own(new BatchNorm1d(2));
    const x = tensor([1, 2, 3, 5]).reshape([2, 2]);
    backward(() => norm.forward(x).square().sum()).dispose();
    expect(await norm.runningMean!.data()).toEqual(Float32Array.of(0.2, 0.35));
    expect(norm.weight?.grad?.shape).toEqual([2]);
  });

  it('refuses other axes, other channels, and one number of which to tell the variance', () => {
    const norm = own(new BatchNorm2d(3));
    expect(() => norm.forward(randn([2, 3, 5]))).toThrow(
      /BatchNorm2d: expected x \[N, numFeatures, H, W\]/,
    );
    expect(() => norm.forward(randn([2, 4, 5, 1]))).toThrow(/numFeatures = 3/);
    for (const x of [randn([1, 3, 1, 1]), randn([0, 3, 2, 2])]) {
      expect(() => norm.forward(x)).toThrow(ShapeError);
      expect(() => norm.forward(x)).toThrow(/more than one number for each channel/);
      expect(norm.eval().forward(x).shape).toEqual(x.shape);
      norm.train();
    }
  });

  it('leaks nothing, in a scope or out of one', () => {
    const before = memory();
    const norm = new BatchNorm1d(3);
    let kept: Tensor | undefined;
    scope(() => {
      kept = keep(norm.forward(randn([4, 3])));
    });
    expect(norm.runningMean!.isDisposed).toBe(false);
    kept!.dispose();
    norm.dispose();
    expect(memory()).toEqual(before);
  });
});
