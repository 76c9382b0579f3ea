import { cpu } from '@rondo/backend-cpu';
import { differences, goldenOf, own } from '@rondo/golden';
import { runInPyTorch } from '@rondo/golden/pytorch';
import { manualSeed, randn, useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { BatchNorm1d } from './batch-norm.ts';
import * as safetensors from './safetensors/index.ts';
import * as torchCheckpoint from './torch-checkpoint/index.ts';

useBackend(cpu());
manualSeed(6);

it('conformance 10: buffers of ours load by name into PyTorch, and come back', async () => {
  const norm = own(new BatchNorm1d(3));
  const x = randn([7, 3]);
  norm.forward(x);
  norm.eval();
  const { outputs, checkpoint } = runInPyTorch(
    { module: 'BatchNorm1d', args: [3], options: {}, inputs: ['x'] },
    { state: await safetensors.save(norm.stateDict()), inputs: await safetensors.save({ x }) },
  );
  const theirs = await goldenOf(safetensors.load(outputs).tensors['0']!);
  expect(await differences('output', norm.forward(x), theirs)).toEqual([]);

  const copy = own(new BatchNorm1d(3));
  copy.loadStateDict(torchCheckpoint.stateDictIn(await torchCheckpoint.load(checkpoint)));
  for (const [name, tensor] of Object.entries(norm.stateDict())) {
    expect(await copy.stateDict()[name]!.array()).toEqual(await tensor.array());
  }
  expect(await copy.numBatchesTracked!.item()).toBe(1);
});
