import { noGrad } from '@rondo/autograd';
import type { TokenBatches } from '@rondo/data';
import { scope } from '@rondo/tensor';
import { inMode } from '../model/mode.ts';
import type { Seq2Seq } from '../model/seq2seq.ts';
import { Breath } from '../breath.ts';
import { batchLoss } from './loss.ts';

export interface Validation {
  /** Mean negative log-probability per target token, teacher-forced, in nats. */
  readonly loss: number;
  /** e^loss: between how many tokens the model hesitates. */
  readonly perplexity: number;
}

/** Loss and perplexity of a model on data, with dropout off. */
export async function validate(model: Seq2Seq, batches: TokenBatches): Promise<Validation> {
  const breath = new Breath();
  let total = 0;
  let tokens = 0;
  for (const batch of batches.epoch()) {
    const loss = inMode(model, 'evaluation', () =>
      scope(() => noGrad(() => batchLoss(model, batch, { reduction: 'sum' }))),
    );
    total += await loss.item();
    tokens += batch.tokens.target;
    loss.dispose();
    await breath.take();
  }
  return { loss: total / tokens, perplexity: Math.exp(total / tokens) };
}
