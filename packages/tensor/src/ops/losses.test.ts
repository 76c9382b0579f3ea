import { describe, expect, it } from 'vitest';
import { evaluate, near } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { ones, tensor } from '../create.ts';
import { DTypeError, RangeFault, ShapeError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { binaryCrossEntropy, binaryCrossEntropyWithLogits } from './binary-cross-entropy.ts';
import { cosineSimilarity } from './cosine-similarity.ts';
import { klDivLoss } from './kl-div-loss.ts';
import { nllLoss } from './nll-loss.ts';
import { cosineEmbeddingLoss, marginRankingLoss } from './ranking-losses.ts';
import { huberLoss, l1Loss, mseLoss, smoothL1Loss } from './regression-losses.ts';

expectNoLeaks();

const targets = (...data: number[]): Tensor => tensor(Int32Array.from(data));

describe('nllLoss', () => {
  it('leaves out ignored targets and classes without weight, even impossible ones', async () => {
    const x = () =>
      tensor([
        [-1, -Infinity],
        [-Infinity, -2],
        [-3, -4],
      ]);
    const loss = (...classes: number[]) =>
      evaluate(() => nllLoss(x(), targets(...classes), { ignoreIndex: -1 }));
    expect(await loss(0, 1, -1)).toBe(1.5);
    expect(await loss(1, 1, 0)).toBe(Infinity);
    expect(await loss(-1, -1, -1)).toBe(NaN);
    const weighed = () => nllLoss(x(), targets(1, 1, 0), { weight: tensor([2, 0]) });
    expect(await evaluate(weighed)).toBe(3);
  });

  it('names what does not fit', () => {
    const x = () => ones([2, 3]);
    expect(factsOf(RangeFault, () => nllLoss(x(), targets(0, 3)))).toMatchObject({ index: 3 });
    expect(factsOf(ShapeError, () => nllLoss(x(), targets(0)))).toMatchObject({
      argument: 'targets',
    });
    expect(
      factsOf(ShapeError, () => nllLoss(x(), targets(0, 1), { weight: ones([2]) })),
    ).toMatchObject({ argument: 'weight' });
    expect(factsOf(DTypeError, () => nllLoss(x(), ones([2])))).toMatchObject({
      received: 'float32',
    });
  });
});

describe('binary cross-entropy', () => {
  it('of logits stays exact far out', async () => {
    const x = () => tensor([-200, -30, 0, 30, 200]);
    const tiny = expect.closeTo(Math.exp(-30), 16) as number;
    const half = expect.closeTo(Math.log(2), 6) as number;
    const loss = (y: number) =>
      evaluate(() => binaryCrossEntropyWithLogits(x(), ones([5]).mul(y), { reduction: 'none' }));
    expect(await loss(1)).toEqual([200, 30, half, tiny, 0]);
    expect(await loss(0)).toEqual([0, tiny, half, 30, 200]);
  });

  it('of probabilities costs at most 100', async () => {
    const loss = () => binaryCrossEntropy(tensor([0, 1]), tensor([1, 0]), { reduction: 'none' });
    expect(await evaluate(loss)).toEqual([100, 100]);
  });

  it('wants weights that broadcast to the input', async () => {
    const [x, y] = [() => ones([2, 3]), () => ones([2, 3])];
    for (const name of ['weight', 'posWeight']) {
      const loss = (weight: Tensor) => binaryCrossEntropyWithLogits(x(), y(), { [name]: weight });
      expect(factsOf(ShapeError, () => loss(ones([2, 2, 3])))).toMatchObject({
        [name]: [2, 2, 3],
      });
      expect(await evaluate(() => loss(ones([2, 1])))).toEqual(near(Math.log(1 + Math.exp(-1))));
    }
  });
});

describe('klDivLoss', () => {
  it('takes 0 · log 0 as 0, also of an impossible input', async () => {
    const x = () => tensor([[-Infinity, 0]]);
    const expected = near([[0, 0]]);
    const none = { reduction: 'none' } as const;
    expect(await evaluate(() => klDivLoss(x(), tensor([[0, 1]]), none))).toEqual(expected);
    const logTarget = { ...none, logTarget: true };
    expect(await evaluate(() => klDivLoss(x(), tensor([[-Infinity, 0]]), logTarget))).toEqual(
      expected,
    );
  });
});

describe('every loss of two tensors', () => {
  const losses = [mseLoss, l1Loss, smoothL1Loss, huberLoss, klDivLoss, binaryCrossEntropy];
  it.each(losses)('$name broadcasts nothing, and knows its reductions', (loss) => {
    expect(factsOf(ShapeError, () => loss(ones([3]), ones([3, 1])))).toMatchObject({
      argument: 'target',
    });
    const reduction = 'average' as 'mean';
    expect(factsOf(RangeFault, () => loss(ones([3]), ones([3]), { reduction }))).toMatchObject({
      reduction,
    });
    expect(factsOf(DTypeError, () => loss(ones([3]), targets(1, 2, 3)))).toMatchObject({
      received: 'int32',
    });
  });

  it('has its limits', () => {
    const [x, y] = [() => ones([3, 5]), () => ones([3, 5])];
    expect(factsOf(RangeFault, () => smoothL1Loss(x(), y(), { beta: -1 }))).toEqual({ beta: -1 });
    expect(factsOf(RangeFault, () => huberLoss(x(), y(), { delta: 0 }))).toEqual({ delta: 0 });
    const sides = () => targets(1, -1, 1);
    expect(
      factsOf(RangeFault, () => cosineEmbeddingLoss(x(), y(), sides(), { margin: 2 })),
    ).toEqual({ margin: 2 });
    expect(factsOf(ShapeError, () => cosineEmbeddingLoss(x(), y(), targets(1)))).toMatchObject({
      argument: 'target',
    });
    expect(factsOf(ShapeError, () => marginRankingLoss(x(), y(), ones([5])))).toMatchObject({
      argument: 'target',
    });
    expect(factsOf(RangeFault, () => cosineSimilarity(x(), y(), { dim: 2 }))).toMatchObject({
      axis: 2,
    });
  });
});

it('targets of a side may be integers', async () => {
  const [a, b] = [() => tensor([1, 2, 3]), () => tensor([2, 0, 3])];
  const sides = () => targets(1, -1, 1);
  expect(
    await evaluate(() => marginRankingLoss(a(), b(), sides(), { margin: 0.5, reduction: 'none' })),
  ).toEqual([1.5, 2.5, 0.5]);
});
