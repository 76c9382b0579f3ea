import { noGrad } from '@rondo/autograd';
import type { TokenBatches } from '@rondo/data';
import { inMode } from '@rondo/layers-core';
import { scope } from '@rondo/tensor';
import { nonFiniteItems } from '@rondo/training';
import type { Seq2Seq } from '../model/seq2seq.ts';
import { pairLosses } from './loss.ts';

/** The numbers of the pairs whose loss is not finite, with dropout off. */
export async function overflowingPairs(model: Seq2Seq, batches: TokenBatches): Promise<number[]> {
  const found: number[] = [];
  for (const batch of batches.epoch()) {
    const losses = inMode(model, 'evaluation', () =>
      scope(() => noGrad(() => pairLosses(model, batch, 0))),
    );
    found.push(...(await nonFiniteItems([...batch.indices], losses)));
  }
  return found.toSorted((a, b) => a - b);
}
