import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate.ts';
import { arange, ones, randn, tensor } from '../create.ts';
import { RangeFault, ShapeError } from '../errors.ts';
import type { NestedArray } from '../tensor.ts';
import { conv1d, conv2d, conv3d } from './conv.ts';
import type { ConvPadding } from './conv-padding.ts';
import { pad } from './slice.ts';

describe('conv1d', () => {
  const x = (): ReturnType<typeof tensor> => tensor([[[1, 2, 3, 4, 5]]]);
  const weight = (): ReturnType<typeof tensor> => tensor([[[1, 10, 100]]]);

  it('is cross-correlation: the kernel is not flipped', async () => {
    expect(await conv1d(x(), weight()).array()).toEqual([[[321, 432, 543]]]);
  });

  it.each([
    [{ padding: 1 }, [210, 321, 432, 543, 54]],
    [{ stride: 2 }, [321, 543]],
    [{ dilation: 2 }, [531]],
    [{ padding: 2, stride: 3, dilation: 2 }, [310, 42]],
  ])('%o', async (options, expected) => {
    expect(await conv1d(x(), weight(), options).array()).toEqual([[expected]]);
  });

  it('adds the bias of each channel and keeps groups apart', async () => {
    const y = conv1d(
      tensor([
        [
          [1, 2],
          [3, 4],
        ],
      ]),
      tensor([[[1]], [[10]], [[100]], [[1000]]]),
      {
        groups: 2,
        bias: tensor([0.5, 0, 0, -1]),
      },
    );
    expect(await y.array()).toEqual([
      [
        [1.5, 2.5],
        [10, 20],
        [300, 400],
        [2999, 3999],
      ],
    ]);
  });
});

describe('conv2d and conv3d', () => {
  it('sum over windows of all their axes', async () => {
    const image = arange(0, 12).cast('float32').reshape([1, 1, 3, 4]);
    expect(await conv2d(image, ones([1, 1, 2, 2])).array()).toEqual([
      [
        [
          [10, 14, 18],
          [26, 30, 34],
        ],
      ],
    ]);
    const clip = arange(0, 12).cast('float32').reshape([1, 1, 2, 2, 3]);
    expect(await conv3d(clip, ones([1, 1, 2, 2, 2])).array()).toEqual([[[[[40, 48]]]]]);
  });
});

describe('faults', () => {
  const x = (): ReturnType<typeof ones> => ones([2, 4, 5]);
  it.each([
    ['a kernel that is too large', [6, 4, 6], {}, ShapeError, /kernel of \[6\] does not fit/],
    ['wrong channels', [6, 3, 2], {}, ShapeError, /C \/ groups = 4/],
    ['groups that do not divide', [6, 4, 2], { groups: 3 }, RangeFault, /groups must divide/],
    ['a stride of 0', [6, 4, 2], { stride: 0 }, RangeFault, /stride must be/],
    ['padding below 0', [6, 4, 2], { padding: -1 }, RangeFault, /padding must be/],
    ['too many numbers', [6, 4, 2], { dilation: [1, 1] }, RangeFault, /one for each of 1 axes/],
  ] as const)('%s', (_, weight, options, kind, message) => {
    expect(() => conv1d(x(), ones(weight), options)).toThrow(kind);
    expect(() => conv1d(x(), ones(weight), options)).toThrow(message);
  });

  it('a bias of another size', () => {
    expect(() => conv1d(x(), ones([6, 4, 2]), { bias: ones([5]) })).toThrow(/O = 6/);
  });
});

describe('padding', () => {
  const sums = (padding: ConvPadding, size = 3, options = {}): Promise<NestedArray> =>
    evaluate(() => conv1d(tensor([[[1, 2, 3, 4]]]), ones([1, 1, size]), { padding, ...options }));

  it.each([
    ["'valid' adds nothing", 'valid', 3, {}, [6, 9]],
    ["'same' keeps the size", 'same', 3, {}, [3, 6, 9, 7]],
    ["'same' puts the odd one after", 'same', 2, {}, [3, 5, 7, 4]],
    ["'same' with dilation", 'same', 2, { dilation: 3 }, [3, 5, 2, 3]],
    ['a pair gives each side its own', [[2, 0]], 3, {}, [1, 3, 6, 9]],
    ['a pair with an even part', [[1, 3]], 3, {}, [3, 6, 9, 7, 4, 0]],
    ['a pair with a stride', [[0, 3]], 3, { stride: 2 }, [6, 7, 0]],
  ] as const)('%s', async (_, padding, size, options, expected) => {
    expect(await sums(padding, size, options)).toEqual([[expected]]);
  });

  it('is an amount for each axis, a pair where the sides differ', async () => {
    const y = await evaluate(() =>
      conv2d(ones([1, 1, 1, 2]), ones([1, 1, 2, 2]), { padding: [[1, 0], 1] }),
    );
    expect(y).toEqual([[[[1, 2, 1]]]]);
  });

  it('is the same as padding x before', async () => {
    const [x, weight] = [randn([2, 3, 5]), randn([4, 3, 2])];
    const y = await evaluate(() => conv1d(x, weight, { padding: [[3, 1]], dilation: 2 }));
    expect(await evaluate(() => conv1d(pad(x, [[3, 1]]), weight, { dilation: 2 }))).toEqual(y);
  });

  it.each([
    ["'same' with a stride", 'same', { stride: 2 }, /'same' needs stride 1, received 2/],
    ['another number of axes', [1, 1], {}, /each of 1 axes/],
    ['half a pair', [[1]] as unknown as ConvPadding, {}, /padding must be/],
    ['an unknown word', 'full' as ConvPadding, {}, /received "full"/],
    ['a fraction', [[0.5, 1]], {}, /padding must be/],
  ] as const)('refuses %s', (_, padding, options, message) => {
    const run = () => conv1d(ones([1, 1, 4]), ones([1, 1, 2]), { padding, ...options });
    expect(run).toThrow(RangeFault);
    expect(run).toThrow(message);
  });

  it('is named where a kernel does not fit', () => {
    expect(() => conv1d(ones([1, 1, 2]), ones([1, 1, 5]), { padding: [[1, 0]] })).toThrow(
      /padding 1 before and 0 after and dilation 1/,
    );
  });
});
