import { backward } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { manualSeed, randn, useBackend } from '@rondo/tensor';
import { runGRU } from './gru.js';

/** Shapes and numbers of a GRU, forward and backward; the same program in Node and in a page. */
export async function program() {
  useBackend(cpu({ relaxedSimd: false }));
  manualSeed(7);
  const x = randn([3, 4, 5]);
  const { gru, output, hidden } = runGRU(x);
  const loss = backward(() => gru.forward(x).output.square().sum());
  const gradients = await Promise.all(gru.parameters().map(({ grad }) => grad.abs().sum().item()));
  return {
    shapes: [output.shape, hidden.shape],
    padding: await output.select(0, 1).narrow(0, 2, 2).abs().sum().item(),
    loss: await loss.item(),
    gradients,
  };
}
