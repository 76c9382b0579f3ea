import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { viewGradientOf } from '../../test/vector-jacobian.ts';
import { arange, zeros } from '../create.ts';
import { RangeFault, ShapeError } from '../errors.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import {
  clone,
  contiguous,
  flatten,
  permute,
  permuteOp,
  reshape,
  squeeze,
  transpose,
  unsqueeze,
} from './reshape.ts';

expectNoLeaks();

const grid = (...shape: number[]): Tensor =>
  arange(
    0,
    shape.reduce((a, b) => a * b, 1),
  ).reshape(shape);
const shapeOf = (body: () => Tensor): unknown => scope(() => body().shape);

describe('reshape', () => {
  it('keeps the row-major order', async () => {
    expect(await evaluate(() => reshape(grid(2, 3), [3, -1]))).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
  });

  it('is a view where strides allow it, else a copy', async () => {
    scope(() => {
      const x = grid(2, 3, 5);
      expect(reshape(x, [6, 5]).storage).toBe(x.storage);
      expect(reshape(x.permute([2, 0, 1]), [5, 6]).storage).toBe(x.storage);
      expect(reshape(x.permute([1, 0, 2]), [6, 5]).storage).not.toBe(x.storage);
      expect(reshape(x, [2, 3, 5])).toBe(x);
    });
    expect(await evaluate(() => reshape(grid(2, 3).transpose(0, 1), [6]))).toEqual([
      0, 3, 1, 4, 2, 5,
    ]);
    expect(await evaluate(() => reshape(grid(2, 3).flip(1), [6]))).toEqual([2, 1, 0, 5, 4, 3]);
    expect(await evaluate(() => reshape(grid(2, 1).expand([2, 3]), [6]))).toEqual([
      0, 0, 0, 1, 1, 1,
    ]);
    expect(await evaluate(() => reshape(grid(1, 2).expand([3, 2]), [2, 3]))).toEqual([
      [0, 1, 0],
      [1, 0, 1],
    ]);
  });

  it('takes empty tensors and single numbers', () => {
    expect(shapeOf(() => reshape(zeros([0, 3]), [5, 0]))).toEqual([5, 0]);
    expect(shapeOf(() => reshape(grid(), [1, 1]))).toEqual([1, 1]);
    expect(shapeOf(() => reshape(grid(1, 1), []))).toEqual([]);
  });

  it('refuses another number of elements', () => {
    expect(factsOf(ShapeError, () => reshape(grid(2, 3), [4, 2]))).toEqual({
      op: 'reshape',
      from: [2, 3],
      to: [4, 2],
    });
  });
});

describe('contiguous and clone', () => {
  it('copy where it is needed, or always', () => {
    scope(() => {
      const x = grid(2, 3);
      expect(contiguous(x)).toBe(x);
      expect(contiguous(x.transpose(0, 1)).strides).toEqual([2, 1]);
      expect(clone(x).storage).not.toBe(x.storage);
    });
  });
});

describe('flatten, squeeze and unsqueeze', () => {
  it('merge, remove and insert axes', () => {
    expect(shapeOf(() => flatten(grid(2, 3, 5)))).toEqual([30]);
    expect(shapeOf(() => flatten(grid(2, 3, 5), 1))).toEqual([2, 15]);
    expect(shapeOf(() => flatten(grid(2, 3, 5), 0, -2))).toEqual([6, 5]);
    expect(shapeOf(() => flatten(grid()))).toEqual([1]);
    expect(shapeOf(() => squeeze(grid(1, 3, 1)))).toEqual([3]);
    expect(shapeOf(() => squeeze(grid(1, 3, 1), -1))).toEqual([1, 3]);
    expect(shapeOf(() => squeeze(grid(1, 3, 1), 1))).toEqual([1, 3, 1]);
    expect(shapeOf(() => unsqueeze(grid(3, 5), 0))).toEqual([1, 3, 5]);
    expect(shapeOf(() => unsqueeze(grid(3, 5), -1))).toEqual([3, 5, 1]);
    expect(shapeOf(() => unsqueeze(grid(3, 5).transpose(0, 1), 1))).toEqual([5, 1, 3]);
  });

  it('refuse axes that are not there', () => {
    expect(factsOf(RangeFault, () => flatten(grid(2, 3), 1, 0))).toEqual({
      start: 1,
      end: 0,
      shape: [2, 3],
    });
    expect(factsOf(RangeFault, () => flatten(grid(2, 3), 2))).toMatchObject({
      op: 'flatten',
      axis: 2,
    });
    expect(factsOf(RangeFault, () => squeeze(grid(2, 3), 2))).toMatchObject({
      op: 'squeeze',
      axis: 2,
    });
    expect(factsOf(RangeFault, () => unsqueeze(grid(2, 3), 3))).toMatchObject({
      op: 'unsqueeze',
      axis: 3,
    });
  });
});

describe('permute and transpose', () => {
  it('reorder axes without moving elements', async () => {
    expect(await evaluate(() => transpose(grid(2, 3), 0, -1))).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
    expect(shapeOf(() => permute(grid(2, 3, 5), [2, 0, -2]))).toEqual([5, 2, 3]);
    expect(await evaluate(() => permute(grid(2, 3, 5), [2, 0, 1]).select(0, 4))).toEqual([
      [4, 9, 14],
      [19, 24, 29],
    ]);
    expect(await evaluate(() => permute(grid(), []))).toBe(0);
  });

  it('give the gradient back in the old order', () => {
    const shape = shapeOf(() =>
      viewGradientOf(permuteOp, grid(2, 3, 5), { axes: [2, 0, 1] }, grid(5, 2, 3)),
    );
    expect(shape).toEqual([2, 3, 5]);
  });

  it('refuse what is not an order of the axes', () => {
    expect(factsOf(RangeFault, () => permute(grid(2, 3), [0]))).toEqual({
      axes: [0],
      shape: [2, 3],
    });
    expect(factsOf(RangeFault, () => permute(grid(2, 3), [1, -1]))).toMatchObject({
      axes: [1, -1],
    });
    expect(factsOf(RangeFault, () => transpose(grid(2, 3), 0, 2))).toMatchObject({
      op: 'transpose',
      axis: 2,
    });
  });
});
