import { noGrad } from '@rondo/autograd';
import type { TokenBatches } from '@rondo/data';
import { inMode } from '@rondo/layers-core';
import { scope } from '@rondo/tensor';
import { Breath, takeItem } from '@rondo/training';
import type { Seq2Seq } from '../model/seq2seq.ts';
import { lossAndHits } from './loss.ts';

export interface Validation {
  /** Mean negative log-probability per target token, teacher-forced, in nats. */
  readonly loss: number;
  /** e^loss: between how many tokens the model hesitates. */
  readonly perplexity: number;
  /** Share of the target tokens that are the most probable ones, teacher-forced. */
  readonly accuracy: number;
}

/** Loss, perplexity and accuracy of a model on data, with dropout off. */
export async function validate(model: Seq2Seq, batches: TokenBatches): Promise<Validation> {
  const breath = new Breath();
  let total = 0;
  let right = 0;
  let tokens = 0;
  for (const batch of batches.epoch()) {
    const { loss, hits } = inMode(model, 'evaluation', () =>
      scope(() => noGrad(() => lossAndHits(model, batch))),
    );
    const [lossValue, hitCount] = await Promise.all([takeItem(loss), takeItem(hits)]);
    total += lossValue;
    right += hitCount;
    tokens += batch.tokens.target;
    await breath.take();
  }
  return { loss: total / tokens, perplexity: Math.exp(total / tokens), accuracy: right / tokens };
}
