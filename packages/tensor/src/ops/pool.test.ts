import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { arange, ones, rand, tensor, zeros } from '../create.ts';
import { DTypeError, RangeFault, ShapeError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { adaptiveAvgPool1d, adaptiveAvgPool2d, avgPool1d, avgPool2d } from './avg-pool.ts';
import {
  adaptiveMaxPool1d,
  adaptiveMaxPool3d,
  maxPool1d,
  maxPool2d,
  maxPool3d,
} from './max-pool.ts';

expectNoLeaks();

const line = (): Tensor => tensor([[[1, 5, 2, 4, 3]]]);

describe('maxPool1d', () => {
  it.each([
    [2, {}, [5, 4]],
    [2, { stride: 1 }, [5, 5, 4, 4]],
    [2, { ceilMode: true }, [5, 4, 3]],
    [3, { padding: 1 }, [5, 4]],
    [2, { dilation: 3, stride: 1 }, [4, 5]],
    [3, { padding: 1, stride: 3, ceilMode: true }, [5, 4]],
  ])('kernelSize %i, %o', async (kernelSize, options, expected) => {
    expect(await evaluate(() => maxPool1d(line(), kernelSize, options))).toEqual([[expected]]);
  });

  it('does not take the padding for numbers', async () => {
    expect(await evaluate(() => maxPool1d(line().neg(), 2, { padding: 1 }))).toEqual([
      [[-1, -2, -3]],
    ]);
  });

  it('lets NaN win', async () => {
    const x = () => tensor([[1, NaN, 2, 4, 3]]);
    expect(await evaluate(() => maxPool1d(x(), 2, { stride: 1 }))).toEqual([[NaN, NaN, 4, 4]]);
  });
});

describe('avgPool', () => {
  it.each([
    [2, {}, [3, 3]],
    [3, { padding: 1 }, [2, 3]],
    [3, { padding: 1, countIncludePad: false }, [3, 3]],
    [2, { ceilMode: true }, [3, 3, 3]],
    [3, { stride: 2, padding: 1, ceilMode: true }, [2, 11 / 3, 7 / 3]],
  ])('kernelSize %i, %o', async (kernelSize, options, expected) => {
    expect(await evaluate(() => avgPool1d(line(), kernelSize, options))).toEqual([
      [expected.map((value) => expect.closeTo(value, 5) as number)],
    ]);
  });

  it('divides by what it is told', async () => {
    const sum = () => avgPool2d(ones([1, 2, 3]), [2, 3], { divisorOverride: 0.5 });
    expect(await evaluate(sum)).toEqual([[[12]]]);
  });

  it('keeps infinities in their windows', async () => {
    const x = () => tensor([[Infinity, 1, 2, 4]]);
    expect(await evaluate(() => avgPool1d(x(), 2))).toEqual([[Infinity, 3]]);
  });
});

describe('adaptive pooling', () => {
  it('parts an axis as evenly as places allow', async () => {
    const x = () => arange(0, 5).cast('float32').reshape([1, 5]);
    expect(await evaluate(() => adaptiveMaxPool1d(x(), 3))).toEqual([[1, 3, 4]]);
    expect(await evaluate(() => adaptiveAvgPool1d(x(), 3))).toEqual([[0.5, 2, 3.5]]);
    expect(await evaluate(() => adaptiveAvgPool1d(x(), 7))).toEqual([
      [0, 0.5, 1.5, 2, 2.5, 3.5, 4],
    ]);
    expect(await evaluate(() => adaptiveMaxPool1d(x(), null))).toEqual([[0, 1, 2, 3, 4]]);
  });

  it('equals sliding windows where they divide the axis', async () => {
    const sizes = fc.record({
      height: fc.integer({ min: 1, max: 4 }),
      width: fc.integer({ min: 1, max: 4 }),
      kernel: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(sizes, async ({ height, width, kernel }) => {
        const shape = [2, 3, height * kernel, width * kernel];
        const x = () => rand(shape, { seed: 7 });
        expect(await evaluate(() => adaptiveAvgPool2d(x(), [height, width]))).toEqual(
          await evaluate(() => avgPool2d(x(), kernel)),
        );
      }),
      { numRuns: 30 },
    );
  });
});

describe('shapes', () => {
  it('may lack the batch, and the batch may be empty', () => {
    const shapeOf = (body: () => Tensor): readonly number[] => {
      const y = body();
      y.dispose();
      return y.shape;
    };
    const [image, none] = [ones([3, 5, 7]), zeros([0, 3, 5, 7])];
    expect(shapeOf(() => maxPool2d(image, 2))).toEqual([3, 2, 3]);
    expect(shapeOf(() => maxPool2d(none, [1, 2], { ceilMode: true }))).toEqual([0, 3, 5, 4]);
    expect(shapeOf(() => avgPool2d(none, 5))).toEqual([0, 3, 1, 1]);
    image.dispose();
    none.dispose();
  });
});

describe('faults', () => {
  it.each([
    [{ padding: 2 }, RangeFault, { padding: 2, kernelSize: 3 }],
    [{ padding: -1 }, RangeFault, { padding: -1 }],
    [{ stride: 0 }, RangeFault, { stride: 0 }],
    [{ dilation: [1, 1] }, RangeFault, { dilation: [1, 1] }],
    [{ dilation: 3 }, ShapeError, { size: 5, dilation: 3 }],
  ] as const)('maxPool1d of 5 places by 3 with %o', (options, kind, facts) => {
    expect(factsOf(kind, () => maxPool1d(line(), 3, options))).toMatchObject(facts);
  });

  it('a window that lies in the padding alone', () => {
    const x = () => ones([1, 2]);
    const options = { padding: 1, dilation: 3 };
    expect(factsOf(ShapeError, () => maxPool1d(x(), 2, options))).toMatchObject({ size: 2 });
  });

  it('what cannot be pooled', () => {
    expect(factsOf(ShapeError, () => maxPool3d(ones([2, 3, 4]), 2))).toMatchObject({
      argument: 'x',
    });
    expect(factsOf(ShapeError, () => adaptiveMaxPool3d(ones([1, 1, 2, 0, 2]), 2))).toEqual({
      x: [1, 1, 2, 0, 2],
    });
    expect(factsOf(RangeFault, () => adaptiveAvgPool1d(line(), 0))).toEqual({ outputSize: 0 });
    expect(factsOf(RangeFault, () => adaptiveAvgPool2d(ones([1, 3, 3]), [2]))).toEqual({
      outputSize: [2],
    });
    expect(
      factsOf(RangeFault, () => avgPool2d(ones([1, 3, 3]), 2, { divisorOverride: 0 })),
    ).toEqual({ divisorOverride: 0 });
    const counts = () => ones([1, 3], { dtype: 'int32' });
    expect(factsOf(DTypeError, () => maxPool1d(counts(), 2))).toMatchObject({ received: 'int32' });
  });
});
