import { cpu } from '@rondo/backend-cpu';
import { manualSeed, RangeFault, ShapeError, useBackend } from '@rondo/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sparse } from './sparse.ts';

useBackend(cpu());
manualSeed(28);

describe('sparse', () => {
  it('has ⌈sparsity · n⌉ zeros in each column, of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 7 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (rows, columns, sparsity) => {
          const data = await sparse([rows, columns], sparsity).data();
          for (let column = 0; column < columns; column++) {
            const zeros = data.filter((value, i) => i % columns === column && value === 0);
            expect(zeros).toHaveLength(Math.ceil(sparsity * rows));
          }
        },
      ),
    );
  });

  it('puts them anywhere, and draws the others from N(0, deviation²)', async () => {
    const [rows, columns] = [20, 2000];
    const data = await sparse([rows, columns], 0.25, 3).data();
    for (let row = 0; row < rows; row++) {
      const zeros = data.subarray(row * columns, (row + 1) * columns).filter((x) => x === 0).length;
      expect(zeros / columns).toBeCloseTo(0.25, 1);
    }
    const others = [...data].filter((value) => value !== 0);
    const deviation = Math.sqrt(others.reduce((sum, x) => sum + x * x, 0) / others.length);
    expect(deviation / 3).toBeCloseTo(1, 1);
  });

  it('refuses what is no matrix or no share', () => {
    expect(() => sparse([3, 4, 5], 0.5)).toThrow(ShapeError);
    for (const sparsity of [-0.1, 1.1, Number.NaN]) {
      expect(() => sparse([3, 4], sparsity)).toThrow(RangeFault);
    }
  });
});
