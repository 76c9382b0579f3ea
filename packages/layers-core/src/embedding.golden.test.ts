import { cpu } from '@rondo/backend-cpu';
import { differences, goldenCases, own, runGolden, tensorOf, type GoldenCase } from '@rondo/golden';
import { manualSeed, useBackend, type Tensor } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { EmbeddingBag, type BagMode } from './embedding-bag.ts';
import { Embedding } from './embedding.ts';

useBackend(cpu());
manualSeed(3);

async function run({ name, ...golden }: GoldenCase): Promise<string[]> {
  const { ctor = {}, inputs } = golden;
  if (name.startsWith('max_norm')) {
    const { weight_after: after } = golden.outputs as unknown as Record<
      string,
      GoldenCase['outputs'][0]
    >;
    const table = own(
      Embedding.fromPretrained(tensorOf(inputs['weight_before']!), { maxNorm: 0.5 }),
    );
    table.forward(tensorOf(inputs['idx']!));
    return differences('weight', table.weight, after!);
  }
  if (name.startsWith('EmbeddingBag')) {
    const bag = own(new EmbeddingBag(6, 3, { mode: ctor['mode'] as BagMode }));
    const offsets = inputs['offsets']!.data.map(Number);
    return runGolden({ name, ...golden }, bag, ({ idx }) => [bag.forward(idx!, offsets)]);
  }
  const table = own(
    new Embedding(ctor['num_embeddings'] as number, ctor['embedding_dim'] as number, {
      ...('padding_idx' in ctor ? { paddingIdx: ctor['padding_idx'] as number } : {}),
      ...('scale_grad_by_freq' in ctor
        ? { scaleGradByFreq: ctor['scale_grad_by_freq'] as boolean }
        : {}),
    }),
  );
  return runGolden({ name, ...golden }, table, ({ idx }: Record<string, Tensor>) => [
    table.forward(idx!),
  ]);
}

it.each(goldenCases('embedding'))(
  'conformance 8: embedding as PyTorch: $title',
  async ({ golden }) => {
    expect(await run(golden)).toEqual([]);
  },
);
