import { cpu } from '@rondo/backend-cpu';
import { tensor, useBackend } from '@rondo/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { largestDifference } from '../../test/largest-difference.ts';
import { concatenationMap, concatenationMean } from './concatenation.ts';

useBackend(cpu());

it('is the matrix of all pairs times g, for any order and any equal numbers', async () => {
  const numbers = (length: number): fc.Arbitrary<number[]> =>
    fc.array(fc.integer({ min: -4, max: 4 }), { minLength: length, maxLength: length });
  const problem = fc
    .tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 5 }),
    )
    .chain(([N, Q, P]) =>
      fc.tuple(fc.constant([N, Q, P] as const), numbers(N * Q), numbers(N * P), numbers(N * P * 2)),
    );
  await fc.assert(
    fc.asyncProperty(problem, async ([[N, Q, P], ofA, ofB, ofG]) => {
      const a = tensor(ofA, { shape: [N, Q], dtype: 'float32' });
      const b = tensor(ofB, { shape: [N, P], dtype: 'float32' });
      const g = tensor(ofG, { shape: [N, P, 2], dtype: 'float32' });
      const [y, expected] = [concatenationMean(a, b, g), concatenationMap(a, b).matmul(g)];
      expect(await largestDifference(y, expected)).toBeLessThan(1e-5);
      for (const made of [a, b, g, y, expected]) made.dispose();
    }),
  );
});
