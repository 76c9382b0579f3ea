import { grad } from '@rondo/autograd';
import {
  arange,
  crossEntropy,
  gruSequence,
  layerNorm,
  manualSeed,
  matmul,
  rand,
  randn,
  scope,
  softmax,
  useBackend,
  zeros,
} from '@rondo/tensor';
import { bench, describe } from 'vitest';
import { cpu } from './cpu.ts';

useBackend(cpu());
manualSeed(7);

/** Times a computation whose results are freed at once. */
function benchTensors(name: string, iterations: number, body: () => unknown): void {
  const run = (): void =>
    scope(() => {
      body();
    });
  bench(name, run, { iterations, time: 0, warmupIterations: 3, warmupTime: 0 });
}

describe('small ops', () => {
  const [x, y] = [randn([4]), randn([4])];
  benchTensors('1,000 × add, [4]', 200, () => {
    for (let i = 0; i < 1000; i++) x.add(y).dispose();
  });
});

describe.each([64, 256, 1024])('matmul %i³', (n) => {
  const [a, b] = [randn([n, n]), randn([n, n])];
  const iterations = n > 500 ? 10 : 100;
  benchTensors('a b', iterations, () => matmul(a, b));
  benchTensors('a bᵀ', iterations, () => matmul(a, b.transpose(0, 1)));
});

describe('rows', () => {
  const x = randn([2048, 8000]);
  const [weight, bias] = [rand([8000]), rand([8000])];
  benchTensors('softmax, [2048, 8000]', 10, () => softmax(x));
  benchTensors('layerNorm, [2048, 8000]', 10, () => layerNorm(x, [8000], { weight, bias }));
});

describe('cross-entropy, [2048, 9712]', () => {
  const logits = randn([2048, 9712]);
  const targets = arange(0, 2048);
  const loss = (x = logits) => crossEntropy(x, targets, { labelSmoothing: 0.1 });
  benchTensors('forward', 10, () => loss());
  benchTensors('forward and backward', 10, () => grad(loss, [logits]));
});

describe('gruSequence, T 32, N 64, H 256', () => {
  const [T, N, H] = [32, 64, 256];
  const gates = randn([N, T, 3 * H]);
  const weight = rand([3 * H, H])
    .sub(0.5)
    .mul(2 / Math.sqrt(H));
  const biasHh = zeros([3 * H]);
  const loss = (x = gates, w = weight, b = biasHh) => gruSequence(x, w, { biasHh: b }).output.sum();
  benchTensors('forward', 10, () => loss());
  benchTensors('forward and backward', 10, () => grad(loss, [gates, weight, biasHh]));
});
