import { expect, it } from 'vitest';
import { backward } from '../../packages/autograd/src/index.ts';
import { Embedding, Linear } from '../../packages/layers-core/src/index.ts';
import { GRU } from '../../packages/layers-recurrent/src/index.ts';
import { own } from '../../packages/golden/src/index.ts';
import { Adam, clipGradNorm } from '../../packages/optim/src/index.ts';
import { crossEntropy, manualSeed, tensor } from '../../packages/tensor/src/index.ts';
import { chooseBackend, shared } from './backend-webgpu.ts';

chooseBackend();

const [batch, steps, symbols, size] = [3, 5, 7, 4];
const training = 2000;
const warmup = 20;

it(`${training} training steps take no more memory and one submission each`, async () => {
  manualSeed(1);
  const embedding = own(new Embedding(symbols, size));
  const gru = own(new GRU(size, size));
  const classify = own(new Linear(size, symbols));
  const parameters = [embedding, gru, classify].flatMap((layer) => [...layer.parameters()]);
  const optimizer = own(new Adam(parameters, { learningRate: 0.01 }));
  const data = Int32Array.from({ length: batch * steps }, (_, i) => (i * 3) % symbols);

  const state = (): Record<string, number> => {
    const { memory, counts } = shared.describe();
    const { capacity, bytesInUse } = memory;
    const { pipelines, bindGroups, submissions } = counts;
    return { capacity, bytesInUse, pipelines, bindGroups, submissions };
  };
  const step = (): void => {
    const loss = backward(() => {
      const x = tensor(data, { shape: [batch, steps] });
      const logits = classify.forward(gru.forward(embedding.forward(x)).output);
      return crossEntropy(logits.reshape([batch * steps, symbols]), x.reshape([batch * steps]));
    });
    clipGradNorm(parameters, 1).dispose();
    optimizer.step();
    loss.dispose();
  };
  const read = async (): Promise<void> => void (await parameters[0]!.data());

  for (let i = 0; i < warmup; i++) step();
  await read();
  const before = state();
  for (let i = warmup; i < training; i++) {
    step();
    if (i % 100 === 0) await read();
  }
  const reads = Math.floor((training - 1) / 100);
  const after = state();
  expect(after).toEqual({
    ...before,
    submissions: before['submissions']! + training - warmup + reads,
  });
}, 600_000);
