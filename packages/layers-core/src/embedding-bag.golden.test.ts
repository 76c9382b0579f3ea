import { readFileSync } from 'node:fs';
import { cpu } from '@rondo/backend-cpu';
import { differences, own, runGolden, type GoldenCase } from '@rondo/golden';
import { useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { EmbeddingBag, type BagMode } from './embedding-bag.ts';

useBackend(cpu());

interface BagCase extends GoldenCase {
  readonly title: string;
  readonly ctor: {
    readonly mode: BagMode;
    readonly include_last_offset?: boolean;
    readonly padding_idx?: number;
    readonly max_norm?: number;
    readonly scale_grad_by_freq?: boolean;
  };
  /** The weight after the forward pass. */
  readonly after: GoldenCase['outputs'][0];
}

const url = new URL('../test/fixtures/generated/embedding-bags.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(url, 'utf8')) as { cases: readonly BagCase[] };

function build({ ctor }: BagCase): EmbeddingBag {
  const { mode, include_last_offset: last, padding_idx: padding, max_norm: norm } = ctor;
  return new EmbeddingBag(6, 3, {
    mode,
    includeLastOffset: last ?? false,
    scaleGradByFreq: ctor.scale_grad_by_freq ?? false,
    ...(padding === undefined ? {} : { paddingIdx: padding }),
    ...(norm === undefined ? {} : { maxNorm: norm }),
  });
}

describe.each([
  ['a tensor', true],
  ['numbers', false],
])('conformance 8: EmbeddingBag as PyTorch, with offsets as %s', (_, isTensor) => {
  it.each(cases)('$title', async (golden) => {
    const bag = own(build(golden));
    const given = golden.inputs['offsets']?.data.map(Number);
    const found = await runGolden(golden, bag, ({ indices, offsets, ...options }) => [
      bag.forward(
        indices!,
        isTensor ? offsets : given,
        options['per_sample_weights'] ? { perSampleWeights: options['per_sample_weights'] } : {},
      ),
    ]);
    expect([...found, ...(await differences('weight', bag.weight, golden.after))]).toEqual([]);
  });
});
