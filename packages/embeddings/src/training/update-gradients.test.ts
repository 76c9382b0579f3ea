import { Parameter, valueAndGrad } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import {
  binaryCrossEntropyWithLogits,
  embedding,
  logisticUpdate,
  scope,
  tensor,
  useBackend,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';

useBackend(cpu());

const wave = (count: number, speed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(i * speed + 1));

describe('logisticUpdate', () => {
  it.each(['mean', 'sum'] as const)(
    'goes down the gradient that the tape gives, %s',
    async (combine) => {
      const [V, W, D, n, I, K, rate] = [5, 7, 3, 4, 2, 5, 0.1];
      const input = new Parameter(tensor(wave(V * D, 0.7), { shape: [V, D] }));
      const output = new Parameter(tensor(wave(W * D, 0.3), { shape: [W, D] }));
      const read = tensor(
        Int32Array.from({ length: n * I }, (_, i) => (i * 3) % V),
        { shape: [n, I] },
      );
      const said = tensor(
        Int32Array.from({ length: n * K }, (_, i) => (i * i) % W),
        { shape: [n, K] },
      );
      const labels = tensor(Float32Array.of(1, 0, 0, 1, 0));
      const { value, gradients } = valueAndGrad(
        (u, v) => {
          const rows = embedding(read, u);
          const h = combine === 'mean' ? rows.mean(1) : rows.sum(1);
          const logits = embedding(said, v).matmul(h.unsqueeze(2)).squeeze(2);
          return binaryCrossEntropyWithLogits(logits, labels.expand([n, K]), { reduction: 'sum' });
        },
        [input, output],
      );
      const expected = scope(() => [
        value,
        ...gradients.map((gradient, i) => [input, output][i]!.sub(gradient.mul(rate))),
      ]);
      const loss = logisticUpdate(
        { input, output, inputRows: read, outputRows: said, labels },
        { learningRate: rate, combine, block: n },
      );
      for (const [i, found] of [loss, input, output].entries()) {
        const [own, wanted] = [await found.data(), await expected[i]!.data()];
        own.forEach((number, at) => expect(number).toBeCloseTo(wanted[at]!, 5));
      }
      for (const used of [input, output, read, said, labels, loss, ...expected, ...gradients]) {
        used.dispose();
      }
    },
  );
});
