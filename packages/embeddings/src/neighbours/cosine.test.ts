import { DataError } from '@rondo/data';
import { expect, it } from 'vitest';
import { cosine } from './cosine.ts';

it('is that of the angle, and 0 for zeros', () => {
  expect(cosine([1, 0], [3, 3])).toBeCloseTo(Math.SQRT1_2, 15);
  expect(cosine([1, 2], [0, 0])).toBe(0);
});

it('refuses vectors of different sizes, on either side', () => {
  expect(() => cosine([1, 2], [1, 2, 3])).toThrow('received 2 and 3 numbers');
  expect(() => cosine([1, 2, 3], [1, 2])).toThrow(DataError);
});
