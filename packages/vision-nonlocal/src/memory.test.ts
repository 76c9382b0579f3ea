import { backward, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { manualSeed, randn, scope, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { forms } from '../test/random-block.ts';
import { NonLocalBlock1d } from './non-local-block.ts';
import type { NonLocalForm } from './non-local-options.ts';

const usual = cpu();
useBackend(usual);

/** The most bytes in use at once on a backend of its own. */
function peakOf(form: NonLocalForm, positions: number, isTraining: boolean): number {
  const backend = cpu();
  useBackend(backend);
  try {
    manualSeed(3);
    const block = new NonLocalBlock1d(8, { form });
    const x = new Parameter(randn([1, 8, positions]));
    scope(() => {
      if (isTraining) backward(() => block.forward(x).square().sum());
      else block.eval().forward(x);
    });
    x.dispose();
    block.dispose();
    return backend.describe().memory.peakBytes;
  } finally {
    useBackend(usual);
    backend.dispose();
  }
}

describe('memory grows with the number of positions, not with its square', () => {
  it.each(forms.flatMap((form) => [[form, false] as const, [form, true] as const]))(
    '%s, training: %s',
    (form, isTraining) => {
      const [one, two] = [peakOf(form, 4096, isTraining), peakOf(form, 8192, isTraining)];
      expect(two / one).toBeLessThan(2.2);
      // All pairs alone would take 256 MiB.
      expect(two).toBeLessThan(32 * 2 ** 20);
    },
  );
});
