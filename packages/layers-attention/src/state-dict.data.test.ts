import { cpu } from '@rondo/backend-cpu';
import { differences, goldenOf, own } from '@rondo/golden';
import { runInPyTorch } from '@rondo/golden/pytorch';
import { safetensors, torchCheckpoint } from '@rondo/layers-core';
import { manualSeed, randn, useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { Transformer } from './transformer.ts';

useBackend(cpu());
manualSeed(6);

it.each([true, false])(
  'conformance 10: Transformer of ours loads by name into PyTorch, and comes back, normFirst %s',
  async (normFirst) => {
    const make = (): Transformer =>
      own(
        new Transformer(12, 3, {
          encoderLayers: 2,
          decoderLayers: 1,
          feedForward: 10,
          dropout: 0,
          normFirst,
        }),
      );
    const model = make();
    const [source, target] = [randn([2, 7, 12]), randn([2, 5, 12])];
    const { outputs, checkpoint } = runInPyTorch(
      {
        module: 'Transformer',
        args: [12, 3, 2, 1, 10, 0],
        options: { batch_first: true, norm_first: normFirst },
        inputs: ['source', 'target'],
        causal: true,
      },
      {
        state: await safetensors.save(model.stateDict()),
        inputs: await safetensors.save({ source, target }),
      },
    );
    const ours = model.forward(source, target, { causal: true });
    const theirs = await goldenOf(safetensors.load(outputs).tensors['0']!);
    expect(await differences('output', ours, theirs)).toEqual([]);

    const copy = make();
    copy.loadStateDict(torchCheckpoint.stateDictIn(await torchCheckpoint.load(checkpoint)));
    const again = copy.forward(source, target, { causal: true });
    expect(await again.array()).toEqual(await ours.array());
  },
);
