import { cpu } from '@rondo/backend-cpu';
import { goldenCases, runGolden } from '@rondo/golden';
import { scaledDotProductAttention, useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';

useBackend(cpu());

/** Nothing to load: attention itself has no parameters. */
const noParameters = { loadStateDict: () => undefined, namedParameters: () => [] };

it.each(goldenCases('sdpa'))('conformance 5: attention as PyTorch: $title', async ({ golden }) => {
  const { is_causal: causal, scale } = golden.ctor as { is_causal?: boolean; scale?: number };
  const found = await runGolden(golden, noParameters, ({ q, k, v, attn_mask: mask }) => [
    scaledDotProductAttention(q!, k!, v!, {
      mask,
      causal: causal === true,
      ...(scale === undefined ? {} : { scale }),
    }),
  ]);
  expect(found).toEqual([]);
});
