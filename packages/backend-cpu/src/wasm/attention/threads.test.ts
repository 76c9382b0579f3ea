import { useBackend } from '@rondo/tensor';
import { describe, it } from 'vitest';
import {
  attentionBackend,
  expectSameBits,
  kernel,
  numbersOf,
  plain,
  restart,
  type Case,
} from '../../../test/attention.ts';
import { threadedContext } from '../../../test/threaded-context.ts';
import { type KernelContext, soloContext } from '../../kernel-context.ts';

function run(context: KernelContext, what: Case): Promise<Float32Array[][]> {
  useBackend(attentionBackend(context));
  restart();
  return numbersOf([kernel], what, { ...plain, causal: true, p: 0.1 });
}

describe.each([2, 3])('%i threads', (threads) => {
  it('share the heads, or the tiles of one head', async () => {
    const context = threadedContext(threads);
    try {
      const sizes = { T1: 150, T2: 150, K: 2, G: 1, D: 48, E: 48, mask: 15, bias: 14 };
      for (const what of [
        { ...sizes, N: 6 },
        { ...sizes, N: 1, T1: 300, T2: 260 },
      ]) {
        const [together] = await run(context, what);
        const [alone] = await run(soloContext(), what);
        expectSameBits(together!, alone!);
      }
    } finally {
      context.team.dispose();
    }
  });
});
