import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { gradientsOf } from '../../test/vector-jacobian.ts';
import { arange, tensor, zeros } from '../create.ts';
import { DTypeError, RangeFault } from '../errors.ts';
import { argsort, sort, topk, topkOp } from './topk.ts';

expectNoLeaks();

const rows = [
  [3, 1, 3, 2],
  [0, 5, -1, 5],
];

describe('topk', () => {
  it('takes the largest in order, equal ones by index', async () => {
    expect(await evaluate(() => topk(tensor(rows), 3).values)).toEqual([
      [3, 3, 2],
      [5, 5, 0],
    ]);
    expect(await evaluate(() => topk(tensor(rows), 3).indices)).toEqual([
      [0, 2, 3],
      [1, 3, 0],
    ]);
  });

  it('takes the smallest, along any axis, of whole numbers too', async () => {
    expect(await evaluate(() => topk(tensor(rows), 1, 0, { largest: false }).values)).toEqual([
      [0, 1, -1, 2],
    ]);
    expect(await evaluate(() => topk(tensor(rows), 1, 0, { largest: false }).indices)).toEqual([
      [1, 0, 1, 0],
    ]);
    expect(await evaluate(() => topk(arange(0, 5), 2).values)).toEqual([4, 3]);
    expect(await evaluate(() => topk(zeros([2, 3]), 0).values)).toEqual([[], []]);
  });

  it('puts the gradient where the values came from', async () => {
    const g = tensor([
      [1, 2],
      [3, 4],
    ]);
    const gradient = await evaluate(
      () => gradientsOf(topkOp, [tensor(rows)], { k: 2, largest: true }, g)[0]!,
    );
    g.dispose();
    expect(gradient).toEqual([
      [1, 0, 2, 0],
      [0, 3, 0, 4],
    ]);
  });

  it('refuses more elements than there are, truth values and single numbers', () => {
    for (const k of [5, -1, 1.5]) {
      expect(factsOf(RangeFault, () => topk(tensor(rows), k))).toEqual({
        k,
        axis: -1,
        shape: [2, 4],
      });
    }
    expect(factsOf(DTypeError, () => topk(tensor([true]), 1))).toMatchObject({ op: 'topk' });
    expect(factsOf(RangeFault, () => topk(tensor(1), 1))).toMatchObject({ op: 'topk', rank: 0 });
  });
});

describe('sort and argsort', () => {
  it('agree with a stable sort of each row', async () => {
    const values = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(values, fc.boolean(), async (row, descending) => {
        const order = row
          .map((_, i) => i)
          .toSorted((i, j) => (descending ? row[j]! - row[i]! : row[i]! - row[j]!));
        expect(await evaluate(() => argsort(tensor(row), 0, { descending }))).toEqual(order);
        const column = await evaluate(() =>
          sort(tensor([row]).transpose(0, 1), 0, { descending }).values.select(1, 0),
        );
        expect(column).toEqual(order.map((i) => row[i]!));
      }),
      { numRuns: 60 },
    );
  });

  it('name themselves in errors', () => {
    expect(factsOf(DTypeError, () => sort(tensor([true])))).toMatchObject({ op: 'sort' });
    expect(factsOf(DTypeError, () => argsort(tensor([true])))).toMatchObject({ op: 'argsort' });
  });
});
