import { readFileSync } from 'node:fs';
import { cpu } from '@rondo/backend-cpu';
import { differences, goldenOf, own } from '@rondo/golden';
import { safetensors, torchCheckpoint, type StateDict } from '@rondo/layers-core';
import { useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { GRU } from './gru.ts';
import { LSTM } from './lstm.ts';

useBackend(cpu());

const layers = {
  gru: () => new GRU(3, 5, { numLayers: 2, bidirectional: true }),
  lstm: () => new LSTM(4, 6, { numLayers: 2 }),
};
type Name = keyof typeof layers;

/** How the files that PyTorch wrote are read, by their endings. */
const readers: Readonly<Record<string, (bytes: Uint8Array) => StateDict | Promise<StateDict>>> = {
  safetensors: (bytes) => safetensors.load(bytes).tensors,
  pt: async (bytes) => torchCheckpoint.stateDictIn(await torchCheckpoint.load(bytes)),
};

function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`../test/fixtures/${name}`, import.meta.url));
}

describe('conformance 10: a state dict of PyTorch', () => {
  const cases = (Object.keys(layers) as Name[]).flatMap((name) =>
    Object.keys(readers).map((ending) => ({ name, ending })),
  );
  it.each(cases)('conformance 10: $name.$ending loads by name', async ({ name, ending }) => {
    const layer = own(layers[name]());
    const state = await readers[ending]!(fixture(`${name}.${ending}`));
    expect(layer.loadStateDict(state)).toEqual({ missing: [], unexpected: [] });

    const { x, ...expected } = safetensors.load(fixture(`${name}-run.safetensors`)).tensors;
    const computed = layer.forward(x!);
    expect(Object.keys(computed).toSorted()).toEqual(Object.keys(expected).toSorted());
    for (const [part, tensor] of Object.entries(computed)) {
      expect(await differences(part, tensor, await goldenOf(expected[part]!))).toEqual([]);
    }
  });

  it('conformance 10: says what does not fit another layer, in one error', () => {
    const layer = own(new GRU(3, 4, { numLayers: 1, bidirectional: true, bias: false }));
    const { tensors } = safetensors.load(fixture('gru.safetensors'));
    const fault = /nothing was loaded.*unexpected bias_hh_l0: .*mismatched weight_ih_l0_reverse: /s;
    expect(() => layer.loadStateDict(tensors)).toThrow(fault);
  });
});
