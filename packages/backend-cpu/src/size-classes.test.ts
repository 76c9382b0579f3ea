import fc from 'fast-check';
import { expect, it } from 'vitest';
import { classCount, classOf, classSize } from './size-classes.ts';

it('the class of a size is the smallest that holds it', () => {
  const sizes = fc.oneof(
    fc.integer({ min: 0, max: 5000 }),
    fc.integer({ min: 0, max: 32 }).map((exponent) => 2 ** exponent),
    fc.integer({ min: 1, max: 2 ** 31 - 1 }).map((half) => 2 * half + 1),
  );
  fc.assert(
    fc.property(sizes, (bytes) => {
      const sizeClass = classOf(bytes);
      expect(classSize(sizeClass)).toBeGreaterThanOrEqual(bytes);
      expect(sizeClass === 0 || classSize(sizeClass - 1) < bytes).toBe(true);
    }),
  );
});

it('classes grow by a quarter at most, in steps of 64 bytes, up to 4 GiB', () => {
  for (let sizeClass = 4; sizeClass < classCount; sizeClass++) {
    expect(classSize(sizeClass) % 64).toBe(0);
    expect(classSize(sizeClass) / classSize(sizeClass - 1)).toBeLessThanOrEqual(1.25);
  }
  expect(classSize(classCount - 1)).toBe(2 ** 32);
  expect(classOf(2 ** 32 + 1)).toBe(classCount);
});
