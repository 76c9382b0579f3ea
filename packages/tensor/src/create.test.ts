import { describe, expect, it } from 'vitest';
import { evaluate, near } from '../test/evaluate.ts';
import { factsOf } from '../test/faults.ts';
import { expectNoLeaks } from '../test/leaks.ts';
import { arange, eye, full, ones, tensor, zeros } from './create.ts';
import { DTypeError, RangeFault, ShapeError } from './errors.ts';
import { scope } from './scope.ts';
import type { NestedArray, Tensor } from './tensor.ts';

expectNoLeaks();

const about = (body: () => Tensor): unknown =>
  scope(() => {
    const { dtype, shape } = body();
    return [dtype, shape];
  });

describe('tensor', () => {
  it('takes the shape from nested arrays and the dtype from the data', async () => {
    expect(about(() => tensor([[1, 2, 3]]))).toEqual(['float32', [1, 3]]);
    expect(about(() => tensor([[true], [false]]))).toEqual(['bool', [2, 1]]);
    expect(about(() => tensor(new Int32Array(4)))).toEqual(['int32', [4]]);
    expect(about(() => tensor(new Float64Array(4)))).toEqual(['float32', [4]]);
    expect(about(() => tensor(5))).toEqual(['float32', []]);
    expect(about(() => tensor([]))).toEqual(['float32', [0]]);
    expect(about(() => tensor([[], []]))).toEqual(['float32', [2, 0]]);
    expect(about(() => tensor([true, 2]))).toEqual(['float32', [2]]);
    expect(await evaluate(() => tensor([[true], [false]]))).toEqual([[true], [false]]);
    expect(await evaluate(() => tensor([[[]], [[]]]))).toEqual([[[]], [[]]]);
  });

  it('refuses a shape or a dtype where options belong', () => {
    const flat = new Float32Array(6);
    for (const options of [[2, 3], 'int32', null, 2]) {
      // @ts-expect-error: only programs without types get there.
      expect(factsOf(RangeFault, () => tensor(flat, options))).toEqual({ options });
    }
  });

  it('takes flat data with a shape', async () => {
    const rows = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    expect(
      await evaluate(() => tensor(new Float32Array([1, 2, 3, 4, 5, 6]), { shape: [2, 3] })),
    ).toEqual(rows);
    expect(await evaluate(() => tensor([1, 2, 3, 4, 5, 6], { shape: [2, 3] }))).toEqual(rows);
    expect(await evaluate(() => tensor(rows, { shape: [2, 3] }))).toEqual(rows);
  });

  it('converts to the dtype asked for', async () => {
    expect(await evaluate(() => tensor([1.9, -1.9, 0], { dtype: 'int32' }))).toEqual([1, -1, 0]);
    expect(await evaluate(() => tensor([2, 0], { dtype: 'bool' }))).toEqual([true, false]);
  });

  it.each([2 ** 31, -(2 ** 31) - 1, Number.NaN, Infinity])('refuses %d as int32', (value) => {
    const dtype = 'int32';
    const facts = { op: 'tensor', dtype, value };
    expect(factsOf(DTypeError, () => tensor([0, value], { dtype }))).toEqual(facts);
    expect(factsOf(DTypeError, () => tensor(new Float64Array([value]), { dtype }))).toEqual(facts);
  });

  it('takes all of int32', async () => {
    const ends = [-(2 ** 31), 2 ** 31 - 1];
    expect(await evaluate(() => tensor(ends, { dtype: 'int32' }))).toEqual(ends);
  });

  it.each<[NestedArray, number]>([
    [[[1, 2], [3]], 1],
    [[[1, 2], 3], 1],
    [[1, [2]], 1],
    [[[[1]], [[1, 2]]], 2],
  ])('refuses ragged arrays %j', (data, depth) => {
    expect(factsOf(ShapeError, () => tensor(data))).toMatchObject({ depth });
  });

  it('refuses what is no number', () => {
    const wrong: unknown[] = ['1', undefined, [1, null], zeros([2])];
    for (const data of wrong) {
      expect(factsOf(DTypeError, () => tensor(data as NestedArray))).toHaveProperty('received');
    }
    (wrong.at(-1) as Tensor).dispose();
  });

  it('refuses a shape that does not fit', () => {
    const data = new Float32Array(6);
    expect(factsOf(ShapeError, () => tensor(data, { shape: [2, 4] }))).toEqual({
      elements: 6,
      shape: [2, 4],
    });
    expect(factsOf(ShapeError, () => tensor(data, { shape: [-2, -3] }))).toMatchObject({
      shape: [-2, -3],
    });
    expect(factsOf(ShapeError, () => tensor([[1, 2, 3]], { shape: [3, 1] }))).toEqual({
      nesting: [1, 3],
      shape: [3, 1],
    });
  });
});

describe('full, zeros and ones', () => {
  it('fill a shape with one number', async () => {
    expect(await evaluate(() => full([2, 1], 2.5))).toEqual([[2.5], [2.5]]);
    expect(await evaluate(() => zeros([]))).toBe(0);
    expect(await evaluate(() => ones([2], { dtype: 'bool' }))).toEqual([true, true]);
    expect(about(() => ones([3, 0], { dtype: 'int32' }))).toEqual(['int32', [3, 0]]);
  });

  it('refuse a number that the dtype does not have', () => {
    const facts = { op: 'full', dtype: 'int32', value: 0.5 };
    expect(factsOf(DTypeError, () => full([1], 0.5, { dtype: 'int32' }))).toEqual(facts);
    expect(factsOf(DTypeError, () => full([1], 2 ** 31, { dtype: 'int32' }))).toMatchObject({
      value: 2 ** 31,
    });
    expect(factsOf(DTypeError, () => full([1], 2, { dtype: 'bool' }))).toMatchObject({ value: 2 });
  });

  it('refuse what is not a shape', () => {
    expect(factsOf(ShapeError, () => zeros([2, 1.5]))).toEqual({ op: 'full', shape: [2, 1.5] });
  });
});

describe('arange', () => {
  it('counts up and down, in int32 where the steps are whole', async () => {
    expect(about(() => arange(0, 3))).toEqual(['int32', [3]]);
    expect(await evaluate(() => arange(2, 8, 3))).toEqual([2, 5]);
    expect(await evaluate(() => arange(3, 0, -1))).toEqual([3, 2, 1]);
    expect(await evaluate(() => arange(3, 0))).toEqual([]);
    expect(about(() => arange(0, 1, 0.25))).toEqual(['float32', [4]]);
    expect(await evaluate(() => arange(0, 1, 0.25))).toEqual(near([0, 0.25, 0.5, 0.75]));
    expect(about(() => arange(0, 3, 1, { dtype: 'float32' }))).toEqual(['float32', [3]]);
  });

  it('refuses to leave int32', () => {
    expect(factsOf(DTypeError, () => arange(2 ** 31 - 1, 2 ** 31 + 1))).toEqual({
      op: 'arange',
      dtype: 'int32',
      value: 2 ** 31,
    });
  });

  it.each([
    [0, 1, 0],
    [0, Infinity, 1],
    [0, Number.NaN, 1],
  ])('refuses to go from %d to %d by %d', (start, end, step) => {
    expect(factsOf(RangeFault, () => arange(start, end, step))).toEqual({ start, end, step });
  });
});

describe('eye', () => {
  it('is 1 on the diagonal', async () => {
    expect(await evaluate(() => eye(2))).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(await evaluate(() => eye(0))).toEqual([]);
    expect(factsOf(ShapeError, () => eye(-1))).toEqual({ op: 'eye', shape: [-1, -1] });
    expect(factsOf(ShapeError, () => eye(1.5))).toMatchObject({ op: 'eye' });
  });
});

it('refuses the dtypes of other libraries with a remedy', () => {
  const makers: [string, (dtype: never) => unknown][] = [
    ['tensor', (dtype) => tensor([1], { dtype })],
    ['tensor', (dtype) => tensor(new Float32Array(2), { dtype })],
    ['full', (dtype) => zeros([2], { dtype })],
    ['arange', (dtype) => arange(0, 3, 1, { dtype })],
    ['cast', (dtype) => scope(() => zeros([2]).cast(dtype))],
  ];
  for (const [op, make] of makers) {
    const dtypes = {
      float64: "use 'float32', to which",
      int64: "use 'int32', which",
      boolean: "use 'bool'",
    };
    for (const [dtype, remedy] of Object.entries(dtypes)) {
      expect(() => make(dtype as never)).toThrow(DTypeError);
      expect(() => make(dtype as never)).toThrow(
        `${op}: there is no dtype "${dtype}" among float32, int32, bool; ${remedy}`,
      );
    }
  }
});
