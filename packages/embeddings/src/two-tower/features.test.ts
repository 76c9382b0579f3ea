import { expect, it } from 'vitest';
import { featureArrays, featureTable } from './features.ts';

const features = [
  { id: 'b', title: 'B', categories: [['red', 'big'], []], numbers: [4] },
  { id: 'a', title: 'A', categories: [['big'], ['x']], numbers: [2] },
  { id: 'unused', title: 'U', categories: [['blue'], []], numbers: [100] },
];

it('gives categories indices and numbers one scale, in the order of the ids', () => {
  const { sizes, names, rows } = featureTable(['a', 'none', 'b'], features);
  expect(sizes).toEqual({ categories: [2, 1], numbers: 1 });
  expect(names).toEqual([['big', 'red'], ['x']]);
  expect(rows[0]).toEqual({ categories: [Int32Array.of(0), Int32Array.of(0)], numbers: [-1] });
  expect(rows[1]).toEqual({ categories: [new Int32Array(0), new Int32Array(0)], numbers: [0] });
  expect(rows[2]).toEqual({ categories: [Int32Array.of(1, 0), new Int32Array(0)], numbers: [1] });
});

it('puts rows side by side, filled up with the number of categories', () => {
  const { sizes, rows } = featureTable(['a', 'b'], features);
  const { categories, numbers, count } = featureArrays([...rows, undefined], sizes);
  expect(count).toBe(3);
  expect(categories[0]).toEqual({ width: 2, indices: Int32Array.of(0, 2, 1, 0, 2, 2) });
  expect(numbers).toEqual(Float32Array.of(-1, 1, 0));
});

it('refuses rows that differ in what they have', () => {
  const other = { id: 'c', title: 'C', categories: [[]], numbers: [1] };
  expect(() => featureTable(['a'], [...features, other])).toThrow("but 'c' has others");
});

it.each([NaN, Infinity])('refuses %d among the numbers', (value) => {
  const odd = { id: 'c', title: 'C', categories: [[], []], numbers: [value] };
  expect(() => featureTable(['a'], [...features, odd])).toThrow(`number 1 of 'c' is ${value}`);
});
