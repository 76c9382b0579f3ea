import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { gradientsOf } from '../../test/vector-jacobian.ts';
import { arange, ones, tensor } from '../create.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import { scope } from '../scope.ts';
import { cast, clamp, where, whereOp } from './where.ts';

expectNoLeaks();

const chosen = [true, false, true];

describe('where', () => {
  it('chooses element by element', async () => {
    expect(
      await evaluate(() => where(tensor(chosen), tensor([1, 2, 3]), tensor([4, 5, 6]))),
    ).toEqual([1, 5, 3]);
    expect(await evaluate(() => where(tensor(chosen), arange(0, 3), -1))).toEqual([0, -1, 2]);
    expect(await evaluate(() => where(tensor(chosen), 7, arange(0, 3)))).toEqual([7, 1, 7]);
    expect(await evaluate(() => where(tensor(chosen), 0.5, -1))).toEqual([0.5, -1, 0.5]);
  });

  it('broadcasts all three', async () => {
    const body = () =>
      where(tensor([[true], [false]]), tensor([1, 2, 3]), tensor(0).reshape([1, 1, 1]));
    expect(await evaluate(body)).toEqual([
      [
        [1, 2, 3],
        [0, 0, 0],
      ],
    ]);
  });

  it('gives the gradient to the chosen operand only, even beside NaN', async () => {
    const gradient = (position: 1 | 2) =>
      evaluate(() => {
        const inputs = [tensor(chosen), tensor([1, 2, 3]), tensor([4])] as const;
        return gradientsOf(whereOp, inputs, undefined, tensor([5, Number.NaN, 7]))[position]!;
      });
    expect(await gradient(1)).toEqual([5, 0, 7]);
    expect(await gradient(2)).toEqual([Number.NaN]);
  });

  it('refuses a condition that is not bool, two dtypes and shapes that do not broadcast', () => {
    expect(factsOf(DTypeError, () => where(ones([3]), ones([3]), 0))).toMatchObject({
      op: 'where',
      received: 'float32',
    });
    expect(factsOf(DTypeError, () => where(tensor(chosen), ones([3]), arange(0, 3)))).toMatchObject(
      { op: 'where' },
    );
    expect(factsOf(ShapeError, () => where(tensor(chosen), ones([2]), 0))).toMatchObject({
      op: 'where',
    });
  });
});

describe('clamp', () => {
  it('limits from either side or both', async () => {
    const x = [-2, 0.5, 3];
    expect(await evaluate(() => clamp(tensor(x), -1, 1))).toEqual([-1, 0.5, 1]);
    expect(await evaluate(() => clamp(tensor(x), undefined, 1))).toEqual([-2, 0.5, 1]);
    expect(await evaluate(() => clamp(tensor(x), -1))).toEqual([-1, 0.5, 3]);
    expect(await evaluate(() => clamp(arange(0, 5), 1, 3))).toEqual([1, 1, 2, 3, 3]);
    expect(await evaluate(() => clamp(tensor([Number.NaN]), -1, 1))).toEqual([Number.NaN]);
  });
});

describe('cast', () => {
  it('converts between the dtypes', async () => {
    expect(await evaluate(() => cast(tensor([1.9, -1.9, 0]), 'int32'))).toEqual([1, -1, 0]);
    expect(await evaluate(() => cast(tensor([0.5, 0, Number.NaN]), 'bool'))).toEqual([
      true,
      false,
      true,
    ]);
    expect(await evaluate(() => cast(tensor([true, false]), 'float32'))).toEqual([1, 0]);
    expect(await evaluate(() => cast(arange(-1, 2), 'float32').div(2))).toEqual([-0.5, 0, 0.5]);
  });

  it('returns a tensor that has the dtype already', () => {
    scope(() => {
      const x = ones([2]);
      expect(cast(x, 'float32')).toBe(x);
    });
  });
});
