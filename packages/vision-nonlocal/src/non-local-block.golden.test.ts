import { cpu } from '@rondo/backend-cpu';
import { goldenCases, own, runGolden, type GoldenCase } from '@rondo/golden';
import { useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { NonLocalBlock2d } from './non-local-block.ts';
import type { NonLocalForm } from './non-local-options.ts';

useBackend(cpu());

const forms: Readonly<Record<string, NonLocalForm>> = {
  gaussian: 'gaussian',
  embedded_gaussian: 'embeddedGaussian',
  dot_product: 'dotProduct',
  concatenation: 'concatenation',
};

function makeBlock({ ctor = {} }: GoldenCase): NonLocalBlock2d {
  const block = new NonLocalBlock2d(4, {
    innerChannels: 2,
    form: forms[ctor['mode'] as string]!,
    subsample: ctor['sub_sample'] === true,
    norm: ctor['bn'] === true ? 'batch' : 'none',
  });
  return own(block);
}

describe('NonLocalBlock2d as PyTorch', () => {
  it.each(goldenCases('nonlocal'))('conformance 9: $title', async ({ golden }) => {
    const block = makeBlock(golden);
    const { bn } = block;
    const buffers = bn
      ? { 'bn.running_mean': bn.runningMean!, 'bn.running_var': bn.runningVar! }
      : {};
    const counted = bn ? { 'bn.num_batches_tracked': bn.numBatchesTracked! } : {};
    const module = {
      loadStateDict: (state: Parameters<typeof block.loadStateDict>[0]) =>
        block.loadStateDict({ ...state, ...buffers, ...counted }),
      namedParameters: () => block.namedParameters(),
    };
    expect(await runGolden(golden, module, ({ x }) => [block.forward(x!)])).toEqual([]);
  });
});
