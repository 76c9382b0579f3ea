import { useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import {
  families,
  inputsOf,
  numbersOf,
  restart,
  resultsAndGradients,
  type FamilyName,
} from '../../../test/recurrent.ts';
import { threadedContext } from '../../../test/threaded-context.ts';
import { CpuBackend } from '../../cpu-backend.ts';
import { type KernelContext, soloContext } from '../../kernel-context.ts';
import { createRecurrent } from './index.ts';
import { planSequences } from './sequence-plan.ts';

const names = Object.keys(families) as FamilyName[];

async function run(context: KernelContext, family: FamilyName, N: number): Promise<Float64Array[]> {
  const fused = createRecurrent(context);
  useBackend(new CpuBackend({ memory: context.memory, kernels: { fused }, context }));
  restart(3);
  const what = { family, N, L: 9, H: 45, hasBias: true, hasLengths: true };
  return numbersOf(() =>
    [false, true].flatMap((reverse) =>
      resultsAndGradients(families[family].kernel, inputsOf(what), reverse),
    ),
  );
}

describe.each([2, 3])('%i threads', (threads) => {
  it('share the sequences, the rows of the weights and the columns of the sums', async () => {
    const context = threadedContext(threads);
    try {
      for (const family of names) {
        const H = 45;
        const sizes = { N: 26, L: 9, H, bytes: 4 * H, savedBytes: 0 };
        const gateBytes = 4 * H * families[family].gates;
        expect(planSequences(context, { ...sizes, gateBytes }).ranges.length).toBeGreaterThan(1);
        expect(await run(context, family, 26)).toEqual(await run(soloContext(), family, 26));
      }
    } finally {
      context.team.dispose();
    }
  });

  it('leave the sequences of a tiny batch to one', async () => {
    const context = threadedContext(threads);
    try {
      for (const family of names) {
        expect(await run(context, family, 1)).toEqual(await run(soloContext(), family, 1));
      }
    } finally {
      context.team.dispose();
    }
  });
});
