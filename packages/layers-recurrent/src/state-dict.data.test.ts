import { cpu } from '@rondo/backend-cpu';
import { differences, goldenOf, own } from '@rondo/golden';
import { runInPyTorch } from '@rondo/golden/pytorch';
import { safetensors, torchCheckpoint } from '@rondo/layers-core';
import { manualSeed, randn, useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { GRU } from './gru.ts';
import { LSTM } from './lstm.ts';
import { RNN } from './rnn.ts';

useBackend(cpu());
manualSeed(6);

const cases = [
  {
    layer: () => new GRU(3, 5, { numLayers: 2, bidirectional: true }),
    request: { module: 'GRU', args: [3, 5], options: { num_layers: 2, bidirectional: true } },
  },
  {
    layer: () => new LSTM(4, 6, { numLayers: 2 }),
    request: { module: 'LSTM', args: [4, 6], options: { num_layers: 2 } },
  },
  {
    layer: () => new RNN(4, 3, { nonlinearity: 'relu', bias: false }),
    request: { module: 'RNN', args: [4, 3], options: { nonlinearity: 'relu', bias: false } },
  },
];

it.each(cases)(
  'conformance 10: $request.module of ours loads by name into PyTorch, and comes back',
  async ({ layer: make, request: { module, args, options } }) => {
    const layer = own(make());
    const x = randn([2, 7, args[0]!]);
    const { outputs, checkpoint } = runInPyTorch(
      { module, args, options: { ...options, batch_first: true }, inputs: ['x'] },
      {
        state: await safetensors.save(layer.stateDict()),
        inputs: await safetensors.save({ x }),
      },
    );
    const theirs = safetensors.load(outputs).tensors;
    const ours = Object.values(layer.forward(x));
    expect(Object.keys(theirs)).toHaveLength(ours.length);
    for (const [index, tensor] of ours.entries()) {
      expect(await differences(`output ${index}`, tensor, await goldenOf(theirs[index]!))).toEqual(
        [],
      );
    }

    const copy = own(make());
    copy.loadStateDict(torchCheckpoint.stateDictIn(await torchCheckpoint.load(checkpoint)));
    const again = Object.values(copy.forward(x));
    expect(await again[0]!.array()).toEqual(await ours[0]!.array());
  },
);
