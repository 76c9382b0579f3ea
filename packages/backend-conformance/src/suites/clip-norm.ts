import { clipNorm } from '@rondo/tensor';
import { describe, it } from 'vitest';
import { resultsOf } from '../context.ts';
import { expectClose } from '../expect-close.ts';
import { layoutNames, place } from '../layouts.ts';
import { noise } from '../values.ts';

const shapes = [[], [1], [3], [7, 33], [0], [9999], [40_001]] as const;

export function clipNormSuite(): void {
  describe('clipNorm', () => {
    const values = shapes.map((shape, i) => noise(shape, i));
    const norm = Math.sqrt(
      values.reduce((sum, { data }) => data.reduce((own, x) => own + x * x, sum), 0),
    );

    it.each([0, 0.5, 1e3])('to %f', async (maxNorm) => {
      for (const layout of layoutNames) {
        const [before, ...after] = await resultsOf(() => {
          const placed = values.map((own) => place(own, 'float32', layout));
          return [clipNorm(placed, maxNorm), ...placed];
        });
        expectClose(before!, [norm], {}, layout);
        const factor = Math.min(1, maxNorm / (norm + 1e-6));
        for (const [i, own] of after.entries()) {
          const expected = values[i]!.data.map((x) => x * factor);
          expectClose(own, expected, {}, `[${shapes[i]!.join(', ')}], ${layout}`);
        }
      }
    });
  });
}
