import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsOf } from '../test/faults.ts';
import { places } from '../test/places.ts';
import { RangeFault, ShapeError } from './errors.ts';
import {
  assertShape,
  broadcastShapes,
  elementCount,
  isRowMajor,
  normalizeAxes,
  normalizeAxis,
  resolveShape,
  rowMajorStrides,
  sameShape,
  type Shape,
} from './shape.ts';

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });

describe('rowMajorStrides', () => {
  it('number the elements one after the other', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const count = elementCount(shape);
        expect(places(shape, rowMajorStrides(shape))).toEqual([...Array(count).keys()]);
      }),
    );
  });
});

describe('isRowMajor', () => {
  const strided = shapes.chain((shape) =>
    fc.tuple(
      fc.constant(shape),
      fc.tuple(
        ...shape.map((_, axis) => fc.constantFrom(rowMajorStrides(shape)[axis]!, 0, 1, -1, 2)),
      ),
    ),
  );

  it('says whether the elements lie one after the other', () => {
    fc.assert(
      fc.property(strided, ([shape, strides]) => {
        const count = elementCount(shape);
        fc.pre(count > 0);
        const inOrder = places(shape, strides).every((place, i) => place === i);
        expect(isRowMajor(shape, strides)).toBe(inOrder);
      }),
    );
  });
});

function broadcastOf(a: Shape, b: Shape): Shape | 'refused' {
  try {
    return broadcastShapes('add', a, b);
  } catch (error) {
    if (error instanceof ShapeError) return 'refused';
    throw error;
  }
}

describe('broadcastShapes', () => {
  it('repeats axes of size 1, aligned at the last axis', () => {
    expect(broadcastShapes('add', [3, 1, 5], [7, 5])).toEqual([3, 7, 5]);
    expect(broadcastShapes('add', [], [2, 3])).toEqual([2, 3]);
    expect(broadcastShapes('add', [1], [0])).toEqual([0]);
  });

  it('agrees with the rule stated axis by axis', () => {
    fc.assert(
      fc.property(shapes, shapes, (a, b) => {
        const rank = Math.max(a.length, b.length);
        const padded = [a, b].map((shape) => [
          ...Array<number>(rank - shape.length).fill(1),
          ...shape,
        ]);
        const pairs = padded[0]!.map((size, axis) => [size, padded[1]![axis]!] as const);
        const fits = pairs.every(([x, y]) => x === y || x === 1 || y === 1);
        const expected = fits ? pairs.map(([x, y]) => (x === 1 ? y : x)) : 'refused';
        expect(broadcastOf(a, b)).toEqual(expected);
        expect(broadcastOf(b, a)).toEqual(expected);
      }),
    );
  });

  it('names the op, the shapes and the axis that does not fit', () => {
    expect(factsOf(ShapeError, () => broadcastShapes('mul', [3, 4, 5], [7, 5]))).toEqual({
      op: 'mul',
      a: [3, 4, 5],
      b: [7, 5],
      axis: -2,
    });
  });
});

describe('sameShape', () => {
  it('compares rank and sizes', () => {
    expect(sameShape([2, 3], [2, 3])).toBe(true);
    expect(sameShape([2, 3], [3, 2])).toBe(false);
    expect(sameShape([2, 3], [2, 3, 1])).toBe(false);
    expect(sameShape([], [])).toBe(true);
  });
});

describe('normalizeAxis', () => {
  it('counts negative axes from the end', () => {
    expect([0, 2, -1, -3].map((axis) => normalizeAxis('sum', axis, 3))).toEqual([0, 2, 2, 0]);
  });

  it.each([3, -4, 0.5, Number.NaN])('refuses axis %d of three', (axis) => {
    expect(factsOf(RangeFault, () => normalizeAxis('sum', axis, 3))).toEqual({
      op: 'sum',
      axis,
      rank: 3,
    });
  });

  it('refuses any axis of a single number', () => {
    expect(factsOf(RangeFault, () => normalizeAxis('sum', 0, 0))).toMatchObject({ rank: 0 });
  });
});

describe('normalizeAxes', () => {
  it('takes one, several or all axes and sorts them', () => {
    expect(normalizeAxes('sum', -1, 3)).toEqual([2]);
    expect(normalizeAxes('sum', [2, 0], 3)).toEqual([0, 2]);
    expect(normalizeAxes('sum', undefined, 3)).toEqual([0, 1, 2]);
    expect(normalizeAxes('sum', [], 3)).toEqual([]);
  });

  it('refuses an axis named twice', () => {
    expect(factsOf(RangeFault, () => normalizeAxes('sum', [1, -2], 3))).toEqual({
      op: 'sum',
      axes: [1, -2],
    });
  });
});

describe('assertShape', () => {
  it.each([[[2, -1]], [[1.5]], [[Number.NaN]]])('refuses %j', (shape) => {
    expect(factsOf(ShapeError, () => assertShape('zeros', shape))).toEqual({ op: 'zeros', shape });
  });
});

describe('resolveShape', () => {
  it('fills in the open size', () => {
    expect(resolveShape('reshape', [3, 4], [2, -1])).toEqual([2, 6]);
    expect(resolveShape('reshape', [], [-1])).toEqual([1]);
    expect(resolveShape('reshape', [0, 5], [-1, 5])).toEqual([0, 5]);
    expect(resolveShape('reshape', [0, 5], [5, 0, 7])).toEqual([5, 0, 7]);
  });

  it.each([[[5]], [[5, -1]], [[-1, -1]], [[-2, -6]], [[1.5, 8]]])(
    'refuses 12 elements as %j',
    (to) => {
      expect(factsOf(ShapeError, () => resolveShape('reshape', [3, 4], to))).toEqual({
        op: 'reshape',
        from: [3, 4],
        to,
      });
    },
  );

  it('refuses an open size that could be any', () => {
    expect(factsOf(ShapeError, () => resolveShape('reshape', [0, 3], [0, -1]))).toMatchObject({
      to: [0, -1],
    });
  });
});
