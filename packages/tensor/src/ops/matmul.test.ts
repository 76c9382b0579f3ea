import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, near } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { gradientsOf } from '../../test/vector-jacobian.ts';
import { arange, ones, rand, tensor, zeros } from '../create.ts';
import { DTypeError, RangeFault, ShapeError } from '../errors.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { linear, linearOp } from './linear.ts';
import { matmul, matmulOp } from './matmul.ts';

expectNoLeaks();

/** Σ_k a[m, k] b[k, n] as broadcast products, without the op under test. */
const bySums = (a: Tensor, b: Tensor): Tensor => a.unsqueeze(-1).mul(b.unsqueeze(-3)).sum(-2);

const a = [
  [1, 2, 3],
  [4, 5, 6],
];
const b = [
  [1, 0],
  [0, 1],
  [2, 2],
];

describe('matmul', () => {
  it('multiplies matrices, plain and transposed', async () => {
    const product = [
      [7, 8],
      [16, 17],
    ];
    expect(await evaluate(() => matmul(tensor(a), tensor(b)))).toEqual(product);
    const transposed = () =>
      matmul(tensor(b).transpose(0, 1), tensor(a).transpose(0, 1)).transpose(0, 1);
    expect(await evaluate(transposed)).toEqual(product);
  });

  it('takes vectors on either side', async () => {
    expect(await evaluate(() => matmul(tensor([1, 2, 3]), tensor([4, 5, 6])))).toBe(32);
    expect(await evaluate(() => matmul(tensor([1, 2]), tensor(a)))).toEqual([9, 12, 15]);
    expect(await evaluate(() => matmul(tensor(a), tensor([1, 1, 1])))).toEqual([6, 15]);
    expect(await evaluate(() => matmul(ones([2, 5, 3]), ones([3])))).toEqual([
      Array(5).fill(3),
      Array(5).fill(3),
    ]);
    expect(await evaluate(() => matmul(ones([3]), ones([2, 3, 1])))).toEqual([[3], [3]]);
  });

  it('broadcasts batch axes and takes any strides', async () => {
    const batches = fc.constantFrom<[number[], number[]]>(
      [[], []],
      [[2], []],
      [[2], [2]],
      [[], [2]],
      [[3, 1], [2]],
      [
        [1, 2],
        [3, 1],
      ],
    );
    const size = fc.integer({ min: 1, max: 4 });
    await fc.assert(
      fc.asyncProperty(
        batches,
        size,
        size,
        size,
        fc.boolean(),
        fc.boolean(),
        async ([batchA, batchB], m, k, n, flipA, flipB) => {
          const difference = await evaluate(() => {
            const x = flipA
              ? rand([...batchA, k, m]).transpose(-2, -1)
              : rand([...batchA, m, k]).flip(-1);
            const y = flipB
              ? rand([...batchB, n, k]).transpose(-2, -1)
              : rand([...batchB, k, n]).flip(-2);
            const product = matmul(x, y);
            const expected = bySums(x, y);
            expect(product.shape).toEqual(expected.shape);
            return product.sub(expected).abs().max();
          });
          expect(difference).toBeLessThan(1e-5);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('sums nothing to 0', async () => {
    expect(await evaluate(() => matmul(zeros([2, 0]), zeros([0, 3])))).toEqual([
      Array(3).fill(0),
      Array(3).fill(0),
    ]);
    expect(await evaluate(() => matmul(zeros([1, 2, 0]), zeros([0, 3])))).toEqual([
      [Array(3).fill(0), Array(3).fill(0)],
    ]);
    expect(await evaluate(() => matmul(zeros([0, 2]), zeros([2, 3])))).toEqual([]);
    expect(await evaluate(() => matmul(zeros([2, 5, 0, 3]), zeros([3, 1])))).toEqual([
      [[], [], [], [], []],
      [[], [], [], [], []],
    ]);
  });

  it('gives each operand its gradient, summed over broadcast batches', () => {
    scope(() => {
      const inputs = [ones([2, 3, 4]), ones([4, 5])] as const;
      const [ofA, ofB] = gradientsOf(matmulOp, inputs, undefined, ones([2, 3, 5]));
      expect([ofA!.shape, ofB!.shape]).toEqual([
        [2, 3, 4],
        [4, 5],
      ]);
    });
  });

  it('refuses sizes that do not fit, single numbers and whole numbers', () => {
    expect(factsOf(ShapeError, () => matmul(ones([2, 3]), ones([2, 3])))).toEqual({
      op: 'matmul',
      a: [2, 3],
      b: [2, 3],
    });
    expect(factsOf(ShapeError, () => matmul(ones([2, 2, 3]), ones([2, 3])))).toMatchObject({
      op: 'matmul',
    });
    expect(factsOf(ShapeError, () => matmul(ones([2, 5, 3]), ones([4, 3, 5])))).toMatchObject({
      op: 'matmul (batch axes)',
    });
    expect(factsOf(ShapeError, () => matmul(tensor(2), ones([2])))).toEqual({ a: [], b: [2] });
    expect(
      factsOf(DTypeError, () => matmul(arange(0, 4).reshape([2, 2]), ones([2, 2]))),
    ).toMatchObject({ op: 'matmul' });
  });
});

describe('linear', () => {
  const weight = [
    [1, 0, 2],
    [0, 1, 2],
  ];

  it('is x Wᵀ + b for any leading axes', async () => {
    expect(await evaluate(() => linear(tensor(a), tensor(weight), tensor([10, 20])))).toEqual(
      near([
        [17, 28],
        [26, 37],
      ]),
    );
    expect(await evaluate(() => linear(tensor([1, 2, 3]), tensor(weight)))).toEqual([7, 8]);
    expect(await evaluate(() => linear(tensor([a]).transpose(0, 1), tensor(weight)))).toEqual([
      [[7, 8]],
      [[16, 17]],
    ]);
    expect(await evaluate(() => linear(zeros([2, 0, 3]), tensor(weight)))).toEqual([[], []]);
    expect(await evaluate(() => linear(zeros([1, 0]), zeros([2, 0]), tensor([5, 6])))).toEqual([
      [5, 6],
    ]);
  });

  it('applies relu to the sum of product and bias', async () => {
    const rectified = (activation?: 'relu') => () =>
      linear(tensor(a), tensor(weight), tensor([-10, -8]), { activation });
    expect(await evaluate(rectified())).toEqual([
      [-3, 0],
      [6, 9],
    ]);
    expect(await evaluate(rectified('relu'))).toEqual([
      [0, 0],
      [6, 9],
    ]);
  });

  it('gives no gradient where relu cut', async () => {
    const gradients = () => {
      const inputs = [tensor(a), tensor(weight), tensor([-10, -8])] as const;
      const g = tensor([
        [1, 2],
        [3, 5],
      ]);
      return gradientsOf(linearOp, inputs, { activation: 'relu' }, g) as [Tensor, Tensor, Tensor];
    };
    expect(await evaluate(() => gradients()[0])).toEqual([
      [0, 0, 0],
      [3, 5, 16],
    ]);
    expect(await evaluate(() => gradients()[1])).toEqual([
      [12, 15, 18],
      [20, 25, 30],
    ]);
    expect(await evaluate(() => gradients()[2])).toEqual([3, 5]);
  });

  it('refuses other activations', () => {
    const activation = 'tanh' as 'relu';
    expect(
      factsOf(RangeFault, () => linear(ones([2, 3]), tensor(weight), undefined, { activation })),
    ).toEqual({ activation });
  });

  it('names the size that does not fit', () => {
    expect(factsOf(ShapeError, () => linear(ones([2, 4]), tensor(weight)))).toMatchObject({
      argument: 'weight',
      sizes: { in: 4 },
    });
    expect(
      factsOf(ShapeError, () => linear(ones([2, 3]), tensor(weight), ones([3]))),
    ).toMatchObject({ argument: 'bias' });
    expect(factsOf(DTypeError, () => linear(arange(0, 3), tensor(weight)))).toMatchObject({
      op: 'linear',
    });
    expect(
      factsOf(DTypeError, () => linear(ones([3]), tensor(weight), arange(0, 2))),
    ).toMatchObject({ op: 'linear' });
  });
});
