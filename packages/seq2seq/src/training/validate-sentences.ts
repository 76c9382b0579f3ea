import type { EncodedPair, TokenBatches } from '@rondo/data';
import type { Seq2Seq } from '../model/seq2seq.ts';
import type { batchLimits } from './batches.ts';
import { validate, type Validation } from './validate.ts';
import {
  decodeValidation,
  type ValidationDecoding,
  type ValidationSample,
} from './validation-decoding.ts';

/** What a validation tells a run: the metrics beside loss and perplexity, and some decoded sentences. */
export interface SentenceValidation extends Validation {
  readonly metrics: Readonly<Record<string, number>>;
  readonly samples: readonly ValidationSample[];
}

interface Sentences {
  readonly pairs: readonly EncodedPair[];
  readonly limits: ReturnType<typeof batchLimits>;
  readonly decoding: ValidationDecoding | undefined;
}

/** Loss and accuracy under teacher forcing, and, unless the loss is not finite, what decoding gives. */
export async function validateSentences(
  model: Seq2Seq,
  batches: TokenBatches,
  { pairs, limits, decoding }: Sentences,
): Promise<SentenceValidation> {
  const validation = await validate(model, batches);
  const decoded =
    decoding && Number.isFinite(validation.loss)
      ? await decodeValidation(model, pairs, limits, decoding)
      : undefined;
  const metrics = { accuracy: validation.accuracy, ...decoded?.metrics };
  return { ...validation, metrics, samples: decoded?.samples ?? [] };
}
