import fc from 'fast-check';
import { expect, it } from 'vitest';
import { planBatches } from './plan-batches.ts';

it('puts each item in one batch, beside items of its length, within the limits', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 30 })),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 70 }),
      (lengths, sentences, tokens) => {
        const batches = planBatches(lengths, { sentences, tokens });
        const order = batches.flat();
        expect(order.toSorted((a, b) => a - b)).toEqual([...lengths.keys()]);
        expect(order.map((place) => lengths[place]!)).toEqual(lengths.toSorted((a, b) => a - b));
        for (const batch of batches) {
          const longest = Math.max(...batch.map((place) => lengths[place]!));
          expect(batch.length).toBeLessThanOrEqual(sentences);
          expect(batch.length === 1 || batch.length * longest <= tokens).toBe(true);
        }
      },
    ),
  );
});
