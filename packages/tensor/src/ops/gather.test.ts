import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { gradientsOf } from '../../test/vector-jacobian.ts';
import { ones, tensor, zeros } from '../create.ts';
import { DTypeError, RangeFault, ShapeError } from '../errors.ts';
import type { NestedArray, Tensor } from '../tensor.ts';
import {
  embedding,
  gather,
  gatherOp,
  indexSelect,
  oneHot,
  scatterAdd,
  scatterAddOp,
} from './gather.ts';

expectNoLeaks();

const rows = [
  [1, 2, 3],
  [4, 5, 6],
];
const places = (data: NestedArray): Tensor => tensor(data, { dtype: 'int32' });

describe('gather', () => {
  it('picks along an axis', async () => {
    expect(
      await evaluate(() =>
        gather(
          tensor(rows),
          1,
          places([
            [2, 0],
            [1, 1],
          ]),
        ),
      ),
    ).toEqual([
      [3, 1],
      [5, 5],
    ]);
    expect(await evaluate(() => gather(tensor(rows).transpose(0, 1), 0, places([[2, 0]])))).toEqual(
      [[3, 4]],
    );
    expect(await evaluate(() => gather(tensor(rows).cast('int32'), 0, places([[1, 0]])))).toEqual([
      [4, 2],
    ]);
    expect(
      await evaluate(() => gather(tensor(rows), 1, zeros([2, 0], { dtype: 'int32' }))),
    ).toEqual([[], []]);
  });

  it('adds the gradient up where an element was picked twice', async () => {
    const gradient = await evaluate(
      () =>
        gradientsOf(
          gatherOp,
          [
            tensor(rows),
            places([
              [2, 0],
              [1, 1],
            ]),
          ],
          { axis: 1 },
          tensor([
            [5, 6],
            [7, 8],
          ]),
        )[0]!,
    );
    expect(gradient).toEqual([
      [6, 0, 5],
      [0, 15, 0],
    ]);
  });

  it('refuses indices of another dtype, rank or size, or outside the axis', () => {
    expect(factsOf(DTypeError, () => gather(tensor(rows), 1, ones([2, 1])))).toMatchObject({
      received: 'float32',
    });
    expect(factsOf(ShapeError, () => gather(tensor(rows), 1, places([0])))).toMatchObject({
      op: 'gather',
      indices: [1],
    });
    expect(
      factsOf(ShapeError, () => gather(tensor(rows), 1, places([[0], [0], [0]]))),
    ).toMatchObject({ axis: 1 });
    expect(factsOf(RangeFault, () => gather(tensor(rows), 1, places([[3], [0]])))).toMatchObject({
      index: 3,
    });
    expect(factsOf(RangeFault, () => gather(tensor(rows), 2, places([[0]])))).toMatchObject({
      op: 'gather',
      axis: 2,
    });
  });
});

describe('scatterAdd', () => {
  it('adds to a copy', async () => {
    const sums = () =>
      scatterAdd(
        tensor(rows),
        1,
        places([
          [0, 0],
          [2, 1],
        ]),
        tensor([
          [10, 20],
          [30, 40],
        ]),
      );
    expect(await evaluate(sums)).toEqual([
      [31, 2, 3],
      [4, 45, 36],
    ]);
    expect(
      await evaluate(() => scatterAdd(zeros([1]).expand([3]), 0, places([2]), tensor([5]))),
    ).toEqual([0, 0, 5]);
  });

  it('passes the gradient to both', async () => {
    const gradient = (position: 0 | 2) =>
      evaluate(() => {
        const inputs = [zeros([3]), places([2, 0]), zeros([2])] as const;
        return gradientsOf(scatterAddOp, inputs, { axis: 0 }, tensor([1, 2, 3]))[position]!;
      });
    expect(await gradient(0)).toEqual([1, 2, 3]);
    expect(await gradient(2)).toEqual([3, 1]);
  });

  it('refuses shapes that differ, other dtypes and indices outside the axis', () => {
    expect(
      factsOf(ShapeError, () => scatterAdd(zeros([2, 3]), 1, places([[0]]), ones([1, 1]))),
    ).toMatchObject({ axis: 1 });
    expect(
      factsOf(ShapeError, () => scatterAdd(zeros([3]), 0, places([0, 1]), ones([3]))),
    ).toMatchObject({ source: [3] });
    expect(
      factsOf(DTypeError, () => scatterAdd(zeros([3]), 0, places([0]), places([1]))),
    ).toMatchObject({ op: 'scatterAdd' });
    expect(
      factsOf(DTypeError, () => scatterAdd(zeros([3]), 0, ones([1]), ones([1]))),
    ).toMatchObject({ received: 'float32' });
    expect(
      factsOf(DTypeError, () => scatterAdd(tensor([true]), 0, places([0]), tensor([true]))),
    ).toMatchObject({ received: 'bool' });
    expect(
      factsOf(RangeFault, () => scatterAdd(zeros([3]), 0, places([-1]), ones([1]))),
    ).toMatchObject({ index: -1 });
  });
});

describe('indexSelect and embedding', () => {
  it('pick whole slices', async () => {
    expect(await evaluate(() => indexSelect(tensor(rows), 0, places([1, 1, 0])))).toEqual([
      [4, 5, 6],
      [4, 5, 6],
      [1, 2, 3],
    ]);
    expect(await evaluate(() => indexSelect(tensor(rows), -1, places([2, 0])))).toEqual([
      [3, 1],
      [6, 4],
    ]);
    expect(await evaluate(() => embedding(places([[1], [0]]), tensor(rows)))).toEqual([
      [[4, 5, 6]],
      [[1, 2, 3]],
    ]);
    expect(await evaluate(() => embedding(places(1), tensor(rows)))).toEqual([4, 5, 6]);
    expect(await evaluate(() => embedding(zeros([0], { dtype: 'int32' }), tensor(rows)))).toEqual(
      [],
    );
  });

  it('refuse other shapes, dtypes and indices', () => {
    expect(factsOf(ShapeError, () => indexSelect(tensor(rows), 0, places([[0]])))).toEqual({
      indices: [1, 1],
    });
    expect(factsOf(DTypeError, () => indexSelect(tensor(rows), 0, ones([1])))).toMatchObject({
      received: 'float32',
    });
    expect(factsOf(ShapeError, () => embedding(places([0]), ones([3])))).toEqual({ weight: [3] });
    expect(factsOf(DTypeError, () => embedding(ones([1]), tensor(rows)))).toMatchObject({
      received: 'float32',
    });
    expect(factsOf(RangeFault, () => embedding(places([2]), tensor(rows)))).toMatchObject({
      index: 2,
    });
  });
});

describe('oneHot', () => {
  it('marks the index', async () => {
    expect(await evaluate(() => oneHot(places([[2], [0]]), 3))).toEqual([[[0, 0, 1]], [[1, 0, 0]]]);
    expect(await evaluate(() => oneHot(places([5, -1]), 2))).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it('refuses other dtypes and what is no number of classes', () => {
    expect(factsOf(DTypeError, () => oneHot(ones([2]), 3))).toMatchObject({ op: 'oneHot' });
    expect(factsOf(RangeFault, () => oneHot(places([0]), 2.5))).toEqual({ classes: 2.5 });
    expect(factsOf(RangeFault, () => oneHot(places([0]), -1))).toEqual({ classes: -1 });
  });
});
