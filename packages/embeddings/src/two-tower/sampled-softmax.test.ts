import { gradCheck } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { randn, scope, tensor, useBackend, zeros } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { sampledSoftmaxLoss } from './sampled-softmax.ts';

useBackend(cpu());

async function lossOf(logits: number[][], candidates: number[], logExpected: number[]) {
  const loss = scope(() =>
    sampledSoftmaxLoss(tensor(logits), {
      candidates: tensor(Int32Array.from(candidates)),
      logExpected: tensor(logExpected),
    }),
  );
  const value = await loss.item();
  loss.dispose();
  return value;
}

describe('sampledSoftmaxLoss', () => {
  it('takes the expected counts off, and the right item of a row only once', async () => {
    const logits = [
      [1, 2, -1, 0.5],
      [0.3, -2, 1, 4],
    ];
    // Candidate 3 is the item of row 0 again.
    const logExpected = [0.1, -0.7, 0.4, 0.1];
    const term = (row: number, column: number): number =>
      Math.exp(logits[row]![column]! - logExpected[column]!);
    const first = Math.log((term(0, 0) + term(0, 1) + term(0, 2)) / term(0, 0));
    const second = Math.log((term(1, 0) + term(1, 1) + term(1, 2) + term(1, 3)) / term(1, 1));
    const loss = await lossOf(logits, [7, 8, 9, 7], logExpected);
    expect(loss).toBeCloseTo((first + second) / 2, 5);
  });

  it('is 0 where all candidates are the same item', async () => {
    expect(
      await lossOf(
        [
          [1, 2],
          [3, 4],
        ],
        [5, 5],
        [0, 0],
      ),
    ).toBeCloseTo(0, 6);
  });

  it('has the gradients that it should have', async () => {
    const logits = randn([3, 5]);
    const candidates = tensor(Int32Array.of(2, 0, 1, 2, 4));
    const logExpected = zeros([5]);
    await gradCheck((x) => sampledSoftmaxLoss(x, { candidates, logExpected }), [logits]);
    for (const own of [logits, candidates, logExpected]) own.dispose();
  });
});
