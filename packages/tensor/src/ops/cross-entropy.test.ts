import { describe, expect, it } from 'vitest';
import { evaluate, near } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { arange, ones, tensor, zeros } from '../create.ts';
import { DTypeError, RangeFault, ShapeError } from '../errors.ts';
import type { NestedArray, Tensor } from '../tensor.ts';
import { crossEntropy, type CrossEntropyOptions } from './cross-entropy.ts';

expectNoLeaks();

const p = [
  [0.5, 0.25, 0.25],
  [0.125, 0.125, 0.75],
];
/** Logits whose softmax is `p`. */
const logits = (): Tensor => tensor(p).log().add(3);
const targets = (data: NestedArray): Tensor => tensor(data, { dtype: 'int32' });
const s = (probability: number): number => -Math.log(probability);

describe('crossEntropy with class indices', () => {
  it('is the surprise at the target', async () => {
    const loss = (reduction: 'mean' | 'sum' | 'none') =>
      evaluate(() => crossEntropy(logits(), targets([1, 2]), { reduction }));
    expect(await loss('none')).toEqual(near([s(0.25), s(0.75)]));
    expect(await loss('sum')).toEqual(near(s(0.25) + s(0.75)));
    expect(await loss('mean')).toEqual(near((s(0.25) + s(0.75)) / 2));
  });

  it('leaves ignored targets out, of the mean too', async () => {
    const loss = (options: CrossEntropyOptions) =>
      evaluate(() => crossEntropy(logits(), targets([1, -100]), options));
    expect(await loss({})).toEqual(near(s(0.25)));
    expect(await loss({ reduction: 'none' })).toEqual(near([s(0.25), 0]));
    expect(
      await evaluate(() => crossEntropy(logits(), targets([1, 2]), { ignoreIndex: 1 })),
    ).toEqual(near(s(0.75)));
    const nothing = (reduction: 'mean' | 'sum') =>
      evaluate(() => crossEntropy(logits(), targets([-100, -100]), { reduction }));
    expect(await nothing('mean')).toBe(Number.NaN);
    expect(await nothing('sum')).toBe(0);
  });

  it('weighs classes and smooths labels', async () => {
    const weight = [1, 2, 4];
    const nll = [2 * s(0.25), 4 * s(0.75)];
    const all = p.map((row) =>
      row.reduce((sum, probability, c) => sum + weight[c]! * s(probability), 0),
    );
    const loss = (options: CrossEntropyOptions) =>
      evaluate(() =>
        crossEntropy(logits(), targets([1, 2]), { ...options, weight: tensor(weight) }),
      );
    expect(await loss({})).toEqual(near((nll[0]! + nll[1]!) / 6));
    expect(await loss({ labelSmoothing: 0.3, reduction: 'none' })).toEqual(
      near(nll.map((l, row) => 0.7 * l + 0.1 * all[row]!)),
    );
    const plain = p.map((row) => row.reduce((sum, probability) => sum + s(probability), 0));
    const smoothed = await evaluate(() =>
      crossEntropy(logits(), targets([1, 2]), { labelSmoothing: 0.3 }),
    );
    expect(smoothed).toEqual(near((0.7 * (s(0.25) + s(0.75)) + 0.1 * (plain[0]! + plain[1]!)) / 2));
  });

  it('takes the classes from axis 1', async () => {
    const loss = await evaluate(() =>
      crossEntropy(logits().transpose(0, 1).unsqueeze(0), targets([[1, 2]]), { reduction: 'none' }),
    );
    expect(loss).toEqual(near([[s(0.25), s(0.75)]]));
    expect(
      await evaluate(() =>
        crossEntropy(zeros([0, 3]), zeros([0], { dtype: 'int32' }), { reduction: 'sum' }),
      ),
    ).toBe(0);
  });

  it('takes one example without a batch', async () => {
    const loss = (x: () => Tensor, reduction: 'mean' | 'none') =>
      evaluate(() => crossEntropy(logits().select(0, 0), x(), { reduction }));
    expect(await loss(() => targets(1), 'none')).toEqual(near(s(0.25)));
    expect(await loss(() => tensor([0, 0.5, 0.5]), 'mean')).toEqual(near(s(0.25)));
  });

  it('conformance 14: is infinite, not NaN, where a target cannot be', async () => {
    const banned = () => tensor([[0, -Infinity]]);
    expect(await evaluate(() => crossEntropy(banned(), targets([1])))).toBe(Infinity);
    expect(await evaluate(() => crossEntropy(banned(), targets([0])))).toBe(0);
    expect(
      await evaluate(() => crossEntropy(banned(), targets([0]), { labelSmoothing: 0.1 })),
    ).toBe(Infinity);
    expect(await evaluate(() => crossEntropy(banned(), targets([1]), { labelSmoothing: 1 }))).toBe(
      Infinity,
    );
  });

  it('does not count a banned class whose weight is 0', async () => {
    const weight = () => tensor([1, 0, 1]);
    const banned = () => tensor([[0, -Infinity, 0]]);
    const loss = (target: number, options: CrossEntropyOptions) =>
      evaluate(() =>
        crossEntropy(banned(), targets([target]), {
          ...options,
          weight: weight(),
          reduction: 'sum',
        }),
      );
    expect(await loss(0, { labelSmoothing: 0.3 })).toBeCloseTo(0.7 * s(0.5) + 0.2 * s(0.5), 5);
    expect(await loss(1, {})).toBe(0);
    expect(await loss(1, { labelSmoothing: 1 })).toBeCloseTo((2 / 3) * s(0.5), 5);
  });
});

describe('crossEntropy with probabilities', () => {
  const q = [
    [0.5, 0.5, 0],
    [0, 0, 1],
  ];
  const rows = [0.5 * s(0.5) + 0.5 * s(0.25), s(0.75)];

  it('is the expected surprise', async () => {
    expect(await evaluate(() => crossEntropy(logits(), tensor(q), { reduction: 'none' }))).toEqual(
      near(rows),
    );
    expect(await evaluate(() => crossEntropy(logits(), tensor(q)))).toEqual(
      near((rows[0]! + rows[1]!) / 2),
    );
    expect(await evaluate(() => crossEntropy(logits(), tensor(q), { reduction: 'sum' }))).toEqual(
      near(rows[0]! + rows[1]!),
    );
    const smoothed = await evaluate(() =>
      crossEntropy(logits(), tensor(q), { labelSmoothing: 0.3, reduction: 'none' }),
    );
    const all = p.map((row) => row.reduce((sum, probability) => sum + s(probability), 0));
    expect(smoothed).toEqual(near(rows.map((l, row) => 0.7 * l + 0.1 * all[row]!)));
  });

  it('takes the classes from axis 1', async () => {
    const loss = () => {
      const last = (x: Tensor) => x.transpose(0, 1).unsqueeze(0);
      return crossEntropy(last(logits()), last(tensor(q)), {
        reduction: 'none',
        weight: ones([3]),
      });
    };
    expect(await evaluate(loss)).toEqual(near([rows]));
  });
});

describe('crossEntropy with probabilities and banned classes', () => {
  const banned = () => tensor([[1, -Infinity, 1]]);

  it('takes 0 · ∞ as 0', async () => {
    expect(await evaluate(() => crossEntropy(banned(), tensor([[1, 0, 0]])))).toBeCloseTo(s(0.5));
    const weight = [0.5, 0, 1];
    const weighted = () =>
      crossEntropy(banned(), tensor([[0.5, 0.5, 0]]), { weight: tensor(weight) });
    expect(await evaluate(weighted)).toBeCloseTo(0.25 * s(0.5));
  });

  it('is infinite where such a class has probability', async () => {
    expect(await evaluate(() => crossEntropy(banned(), tensor([[0.5, 0.5, 0]])))).toBe(Infinity);
    const smoothed = () => crossEntropy(banned(), tensor([[1, 0, 0]]), { labelSmoothing: 0.1 });
    expect(await evaluate(smoothed)).toBe(Infinity);
  });
});

describe('crossEntropy', () => {
  it('names what does not fit', () => {
    expect(factsOf(ShapeError, () => crossEntropy(ones([]), targets([1])))).toMatchObject({
      argument: 'logits',
    });
    expect(factsOf(ShapeError, () => crossEntropy(ones([3]), targets([1])))).toMatchObject({
      argument: 'targets',
      received: [1],
    });
    expect(factsOf(ShapeError, () => crossEntropy(ones([3]), ones([2])))).toMatchObject({
      argument: 'targets',
    });
    expect(factsOf(ShapeError, () => crossEntropy(ones([2, 3]), targets([1])))).toMatchObject({
      argument: 'targets',
    });
    expect(factsOf(ShapeError, () => crossEntropy(ones([2, 3]), ones([2])))).toMatchObject({
      argument: 'targets',
    });
    expect(factsOf(ShapeError, () => crossEntropy(ones([2, 3, 5]), ones([2, 3])))).toMatchObject({
      argument: 'targets',
    });
    expect(
      factsOf(ShapeError, () => crossEntropy(ones([2, 3]), targets([1, 2]), { weight: ones([2]) })),
    ).toMatchObject({ argument: 'weight' });
    expect(
      factsOf(DTypeError, () => crossEntropy(ones([2, 3]), tensor([true, false]))),
    ).toMatchObject({ received: 'bool' });
    expect(
      factsOf(DTypeError, () => crossEntropy(arange(0, 6).reshape([2, 3]), targets([1, 2]))),
    ).toMatchObject({ received: 'int32' });
    expect(factsOf(RangeFault, () => crossEntropy(ones([2, 3]), targets([1, 3])))).toMatchObject({
      index: 3,
    });
    expect(
      factsOf(RangeFault, () =>
        crossEntropy(ones([2, 3]), targets([1, 2]), { labelSmoothing: 1.5 }),
      ),
    ).toEqual({ labelSmoothing: 1.5 });
    expect(
      factsOf(RangeFault, () => crossEntropy(ones([2, 3]), ones([2, 3]), { ignoreIndex: 0 })),
    ).toEqual({ ignoreIndex: 0 });
    const reduction = 'average' as 'mean';
    expect(
      factsOf(RangeFault, () => crossEntropy(ones([2, 3]), targets([1, 2]), { reduction })),
    ).toMatchObject({ reduction });
  });
});
