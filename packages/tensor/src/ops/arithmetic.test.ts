import { describe, expect, it } from 'vitest';
import { evaluate, near } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { gradientsOf } from '../../test/vector-jacobian.ts';
import { arange, ones, tensor, zeros } from '../create.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import * as arithmetic from './arithmetic.ts';
import {
  arithmeticDefinitions,
  arithmeticKinds,
  arithmeticOps,
  type ArithmeticKind,
} from './arithmetic.ts';

expectNoLeaks();

describe.each(arithmeticKinds)('%s', (kind) => {
  const f = { ...arithmetic }[kind];
  const expected = arithmeticDefinitions[kind].value;

  it('computes element by element', async () => {
    const [a, b] = [
      [0.5, 1.5, 2],
      [2, 0.25, 3],
    ] as const;
    expect(await evaluate(() => f(tensor([...a]), tensor([...b])))).toEqual(
      near(a.map((x, i) => expected(x, b[i]!))),
    );
  });

  it('broadcasts both operands, strided or not', async () => {
    const column = [[1], [2]];
    const row = [3, 4, 5];
    const table = column.map(([x]) => row.map((y) => expected(x!, y)));
    expect(await evaluate(() => f(tensor(column), tensor(row)))).toEqual(near(table, 4));
    const flipped = await evaluate(() => f(tensor(column).flip(0), tensor(row).flip(0)));
    expect(flipped).toEqual(
      near(
        table.toReversed().map((values) => values.toReversed()),
        4,
      ),
    );
    expect(await evaluate(() => f(zeros([0, 3]), tensor(row)))).toEqual([]);
  });

  it('takes a number on the right', async () => {
    expect(await evaluate(() => f(tensor([1, 4]), 2))).toEqual(
      near([expected(1, 2), expected(4, 2)]),
    );
  });

  it('refuses two dtypes, and truth values', () => {
    expect(factsOf(DTypeError, () => f(ones([3]), arange(0, 3)))).toEqual({
      op: kind,
      a: 'float32',
      b: 'int32',
    });
    expect(factsOf(DTypeError, () => f(tensor([true]), tensor([true])))).toMatchObject({
      op: kind,
    });
  });

  it('refuses shapes that do not broadcast', () => {
    expect(factsOf(ShapeError, () => f(ones([2, 3]), ones([2])))).toMatchObject({
      op: kind,
      axis: -1,
    });
  });
});

describe('of whole numbers', () => {
  const ofWhole = (kind: ArithmeticKind) => () =>
    ({ ...arithmetic })[kind](arange(1, 4), tensor([2, 2, 2], { dtype: 'int32' }));
  const takesWhole = (kind: ArithmeticKind): boolean => 'integers' in arithmeticDefinitions[kind];

  it.each(arithmeticKinds.filter(takesWhole))('%s is whole', async (kind) => {
    expect(await evaluate(ofWhole(kind))).toEqual(
      [1, 2, 3].map((x) => arithmeticDefinitions[kind].value(x, 2)),
    );
  });

  it.each(arithmeticKinds.filter((kind) => !takesWhole(kind)))('%s is refused', (kind) => {
    expect(factsOf(DTypeError, ofWhole(kind))).toMatchObject({ op: kind, received: 'int32' });
  });
});

describe('gradients where functions are not smooth', () => {
  it('shares the gradient of equal extremes', async () => {
    const gradient = (op: 'maximum' | 'minimum', position: 0 | 1) =>
      evaluate(() => {
        const inputs = [tensor([1, 2, 3]), tensor([2, 2, 2])] as const;
        return gradientsOf(arithmeticOps[op], inputs, undefined, tensor([5, 6, 7]))[position]!;
      });
    expect(await gradient('maximum', 0)).toEqual([0, 3, 7]);
    expect(await gradient('maximum', 1)).toEqual([5, 3, 0]);
    expect(await gradient('minimum', 0)).toEqual([5, 3, 0]);
    expect(await gradient('minimum', 1)).toEqual([0, 3, 7]);
  });

  it('is finite for powers of 0', async () => {
    const gradient = (position: 0 | 1) =>
      evaluate(() => {
        const inputs = [tensor([0, 0, 0, 2]), tensor([0, 1, 2, 0])] as const;
        return gradientsOf(arithmeticOps.pow, inputs, undefined, ones([4]))[position]!;
      });
    expect(await gradient(0)).toEqual([0, 1, 0, 0]);
    expect(await gradient(1)).toEqual(near([0, 0, 0, Math.LN2]));
  });

  it('sums over broadcast axes', async () => {
    const gradient = (position: 0 | 1) =>
      evaluate(() => {
        const inputs = [tensor([[1, 2, 3]]), tensor([[4], [5]])] as const;
        return gradientsOf(arithmeticOps.mul, inputs, undefined, ones([2, 3]))[position]!;
      });
    expect(await gradient(0)).toEqual([[9, 9, 9]]);
    expect(await gradient(1)).toEqual([[6], [6]]);
  });
});
