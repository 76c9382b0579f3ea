import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aligned } from './align.ts';

const places = fc
  .array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
    minLength: 3,
    maxLength: 9,
  })
  .map((points) => Float32Array.from(points.flat()));

const spread = (points: Float32Array): Float32Array => {
  const count = points.length / 2;
  const mean = [0, 1].map(
    (axis) => points.reduce((sum, value, i) => (i % 2 === axis ? sum + value : sum), 0) / count,
  );
  return points.map((value, i) => value - mean[i % 2]!);
};

describe('points laid over where they were', () => {
  it('are there again, however they were turned, mirrored and moved', () => {
    fc.assert(
      fc.property(
        places,
        fc.integer({ min: 0, max: 359 }),
        fc.boolean(),
        (before, degrees, flip) => {
          const angle = (degrees * Math.PI) / 180;
          const moved = new Float32Array(before.length);
          for (let i = 0; i < before.length; i += 2) {
            const [x, y] = [before[i]!, (flip ? -1 : 1) * before[i + 1]!];
            moved[i] = Math.cos(angle) * x - Math.sin(angle) * y + 7;
            moved[i + 1] = Math.sin(angle) * x + Math.cos(angle) * y - 3;
          }
          const found = aligned(moved, before);
          for (const [i, value] of spread(before).entries()) expect(found[i]).toBeCloseTo(value, 2);
        },
      ),
    );
  });
});
