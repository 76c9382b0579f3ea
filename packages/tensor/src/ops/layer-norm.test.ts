import { describe, expect, it } from 'vitest';
import { evaluate, near } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { gradientsOf } from '../../test/vector-jacobian.ts';
import { arange, ones, tensor, zeros } from '../create.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import type { Inputs } from '../op.ts';
import { withRecorders, type Recorder } from '../recorder.ts';
import { scope } from '../scope.ts';
import { layerNorm, layerNormFused } from './layer-norm.ts';

expectNoLeaks();

describe('layerNorm', () => {
  // Mean 3 and biased variance 4 in both rows.
  const x = [
    [1, 5, 3 + Math.sqrt(4), 3 - Math.sqrt(4)],
    [5, 1, 1, 5],
  ];

  it('has mean 0 and variance 1 along the last axes', async () => {
    expect(await evaluate(() => layerNorm(tensor(x), [4], { eps: 0 }))).toEqual(
      near([
        [-1, 1, 1, -1],
        [1, -1, -1, 1],
      ]),
    );
    const both = await evaluate(() => layerNorm(tensor(x), [2, 4], { eps: 12 }));
    expect(both).toEqual(
      near([
        [-0.5, 0.5, 0.5, -0.5],
        [0.5, -0.5, -0.5, 0.5],
      ]),
    );
  });

  it('scales and shifts', async () => {
    const options = () => ({ weight: tensor([1, 2, 3, 4]), bias: tensor([0, 10, 20, 30]), eps: 0 });
    expect(await evaluate(() => layerNorm(tensor([x]), [4], options()))).toEqual(
      near([
        [
          [-1, 12, 23, 26],
          [1, 8, 17, 34],
        ],
      ]),
    );
  });

  it('takes empty batches and views', async () => {
    expect(await evaluate(() => layerNorm(zeros([2, 0, 4]), [4]))).toEqual([[], []]);
    expect(await evaluate(() => layerNorm(tensor(x).transpose(0, 1), [2], { eps: 0 }))).toEqual(
      near([
        [-1, 1],
        [1, -1],
        [1, -1],
        [-1, 1],
      ]),
    );
  });

  it('names what does not fit', () => {
    expect(factsOf(ShapeError, () => layerNorm(ones([2, 3]), [4]))).toMatchObject({
      argument: 'x',
    });
    expect(
      factsOf(ShapeError, () => layerNorm(ones([2, 3]), [3], { weight: ones([2]) })),
    ).toMatchObject({ argument: 'weight' });
    expect(
      factsOf(ShapeError, () => layerNorm(ones([2, 3]), [3], { bias: ones([3, 1]) })),
    ).toMatchObject({ argument: 'bias' });
    expect(factsOf(ShapeError, () => layerNorm(ones([2, 3]), []))).toEqual({ normalizedShape: [] });
    expect(factsOf(DTypeError, () => layerNorm(arange(0, 3), [3]))).toMatchObject({
      op: 'layerNorm',
    });
  });

  it('of nothing still depends on its weight and bias', async () => {
    const seen: Inputs[] = [];
    const recorder: Recorder = { record: (_op, inputs) => void seen.push(inputs) };
    scope(() => {
      const [weight, bias] = [ones([3]), zeros([3])];
      const y = withRecorders([recorder], () => layerNorm(zeros([0, 3]), [3], { weight, bias }));
      expect(y.shape).toEqual([0, 3]);
      expect(layerNorm(zeros([2, 0]), [0]).shape).toEqual([2, 0]);
      expect(seen.flat().some((input) => input?.shape[0] === 3)).toBe(true);
    });
    const g = () => zeros([0, 3]);
    for (const position of [1, 2]) {
      const gradient = () =>
        gradientsOf(layerNormFused.op, [g(), ones([3]), zeros([3])], { eps: 1 }, g())[position]!;
      expect(await evaluate(gradient)).toEqual([0, 0, 0]);
    }
  });
});
