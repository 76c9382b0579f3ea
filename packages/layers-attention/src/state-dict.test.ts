import { readFileSync } from 'node:fs';
import { cpu } from '@rondo/backend-cpu';
import { differences, goldenOf, own } from '@rondo/golden';
import { safetensors, torchCheckpoint, type StateDict } from '@rondo/layers-core';
import { useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { MultiheadAttention } from './multihead-attention.ts';
import { Transformer } from './transformer.ts';

useBackend(cpu());

/** How the files that PyTorch wrote are read, by their endings. */
const readers: Readonly<Record<string, (bytes: Uint8Array) => StateDict | Promise<StateDict>>> = {
  safetensors: (bytes) => safetensors.load(bytes).tensors,
  pt: async (bytes) => torchCheckpoint.stateDictIn(await torchCheckpoint.load(bytes)),
};

function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`../test/fixtures/${name}`, import.meta.url));
}

function transformer(): Transformer {
  const layers = { encoderLayers: 2, decoderLayers: 2 };
  return own(new Transformer(12, 3, { ...layers, feedForward: 10, dropout: 0 }));
}

describe('a state dict of nn.Transformer', () => {
  it.each(Object.keys(readers))('conformance 10: loads by name from .%s', async (ending) => {
    const model = transformer();
    const state = await readers[ending]!(fixture(`transformer.${ending}`));
    expect(model.loadStateDict(state)).toEqual({ missing: [], unexpected: [] });

    const run = safetensors.load(fixture('transformer-run.safetensors')).tensors;
    const output = model.forward(run['source']!, run['target']!, { causal: true });
    expect(await differences('output', output, await goldenOf(run['output']!))).toEqual([]);
  });

  it('conformance 10: gives a part of it to a layer', async () => {
    const attention = own(new MultiheadAttention(12, 3));
    const { tensors } = safetensors.load(fixture('transformer.safetensors'));
    const prefix = 'decoder.layers.1.multihead_attn.';
    expect(attention.loadStateDict(tensors, { prefix })).toEqual({ missing: [], unexpected: [] });
    const [ours, theirs] = [attention.outProj.weight, tensors[`${prefix}out_proj.weight`]!];
    expect(await ours.array()).toEqual(await theirs.array());
  });
});
