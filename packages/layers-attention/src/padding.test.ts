import { backward } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { manualSeed, randn, tensor, useBackend, where } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { lengthMask } from './masks.ts';
import { MultiheadAttention } from './multihead-attention.ts';

useBackend(cpu());

describe('NaN in padding', () => {
  it('reaches no output and no gradient of a weight, whether weights are wanted or not', async () => {
    manualSeed(26);
    const attention = own(new MultiheadAttention(8, 2));
    const [query, key] = [randn([2, 3, 8]), randn([2, 5, 8])];
    const keyLengths = [5, 2];
    const isValid = lengthMask(tensor(Int32Array.from(keyLengths)), 5).transpose(1, 2);
    const padded = where(isValid, key, NaN);
    const zeroed = where(isValid, key, 0);
    for (const needWeights of [undefined, 'heads'] as const) {
      const outputs = [padded, zeroed].map((memory) => {
        const result = backward(() => {
          const { output } = attention.forward(query, memory, memory, { keyLengths, needWeights });
          return { loss: output.sum(), output };
        });
        const gradients = attention.parameters().map((parameter) => parameter.grad!.clone());
        for (const parameter of attention.parameters()) parameter.clearGrad();
        return [result.output, ...gradients];
      });
      for (const [i, expected] of outputs[1]!.entries()) {
        expect(await outputs[0]![i]!.sub(expected).abs().max().item()).toBeLessThan(1e-5);
      }
    }
  });
});
