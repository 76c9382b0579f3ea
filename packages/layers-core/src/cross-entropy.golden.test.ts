import { cpu } from '@rondo/backend-cpu';
import { goldenCases, runGolden, type GoldenCase } from '@rondo/golden';
import { crossEntropy, useBackend, type CrossEntropyOptions, type Tensor } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { Sequential } from './sequential.ts';

useBackend(cpu());

/** PyTorch's names of the options. */
function optionsOf(ctor: GoldenCase['ctor'] = {}, weight?: Tensor): CrossEntropyOptions {
  return {
    ...('reduction' in ctor ? { reduction: ctor['reduction'] as 'mean' | 'sum' | 'none' } : {}),
    ...('label_smoothing' in ctor ? { labelSmoothing: ctor['label_smoothing'] as number } : {}),
    ...('ignore_index' in ctor ? { ignoreIndex: ctor['ignore_index'] as number } : {}),
    ...(weight ? { weight } : {}),
  };
}

it.each(goldenCases('cross_entropy'))(
  'conformance 8: crossEntropy as PyTorch: $title',
  async ({ golden }) => {
    const found = await runGolden(golden, new Sequential(), ({ logits, target, weight }) => [
      crossEntropy(logits!, target!, optionsOf(golden.ctor, weight)),
    ]);
    expect(found).toEqual([]);
  },
);
