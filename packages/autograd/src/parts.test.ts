import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Parts, spanOf } from './parts.ts';

describe('spanOf', () => {
  const shape = [4, 5, 6];
  it('knows a window that is cut on one axis', () => {
    const window = { starts: [0, 2, 0], sizes: [4, 3, 6], steps: [1, 1, 1] };
    expect(spanOf(shape, window)).toEqual({ axis: 1, start: 2, size: 3 });
  });

  it.each([
    ['is cut on two axes', { starts: [0, 2, 1], sizes: [4, 3, 5], steps: [1, 1, 1] }],
    ['has steps', { starts: [0, 0, 0], sizes: [4, 3, 6], steps: [1, 2, 1] }],
    ['is empty', { starts: [0, 0, 0], sizes: [4, 0, 6], steps: [1, 1, 1] }],
    ['is not cut', { starts: [0, 0, 0], sizes: [4, 5, 6], steps: [1, 1, 1] }],
  ])('knows none of a window that %s', (_, window) => {
    expect(spanOf(shape, window)).toBeUndefined();
  });
});

describe('Parts', () => {
  it('takes spans that do not overlap, and has the places of no span as gaps', () => {
    const length = 12;
    const spans = fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: length - 1 }), fc.integer({ min: 1, max: length }))
        .map(([start, size]) => ({ axis: 1, start, size: Math.min(size, length - start) })),
    );
    fc.assert(
      fc.property(spans, (all) => {
        const parts = new Parts(length, 1);
        const isCovered = Array.from({ length }, () => false);
        for (const span of all) {
          const places = Array.from({ length: span.size }, (_, i) => span.start + i);
          const isFree = places.every((place) => !isCovered[place]);
          expect(parts.take(span)).toBe(isFree);
          if (isFree) for (const place of places) isCovered[place] = true;
        }
        const gaps = parts
          .gaps()
          .flatMap(({ start, size }) => Array.from({ length: size }, (_, i) => start + i));
        expect(gaps).toEqual(isCovered.flatMap((covered, place) => (covered ? [] : [place])));
        expect(parts.take({ axis: 0, start: 0, size: 1 })).toBe(false);
      }),
    );
  });
});
