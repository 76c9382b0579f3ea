import { tokenBatches, type Batch, type EncodedPair, type TokenBatches } from '@rondo/data';
import type { TrainingConfig } from '../config/schema.ts';

/** How large a batch may be. */
export function batchLimits({
  maxTokens,
  maxSentences,
}: Pick<TrainingConfig, 'maxTokens' | 'maxSentences'>): {
  maxTokens: number;
  maxSentences?: number;
} {
  return { maxTokens, ...(maxSentences !== undefined && { maxSentences }) };
}

/** The training batches that a config asks for. */
export function trainingBatches(
  config: TrainingConfig,
  pairs: readonly EncodedPair[],
): TokenBatches {
  return tokenBatches(pairs, { ...batchLimits(config), seed: config.seed, tooLong: 'drop' });
}

/** Steps of an epoch in which each takes up to `accumulate` batches. */
export function stepsPerEpoch(batches: TokenBatches, accumulate: number): number {
  return Math.ceil(batches.length / accumulate);
}

/** The batches of the next step; none at the end of the epoch, where the next epoch becomes the current one. */
export function nextBatches(
  epoch: Iterator<Batch, void>,
  { length, state }: TokenBatches,
  accumulate: number,
): Batch[] {
  const count = Math.min(accumulate, length - state.position);
  const found: Batch[] = [];
  while (found.length < Math.max(count, 1)) {
    const { done, value } = epoch.next();
    if (done || !value) break;
    found.push(value);
  }
  return found;
}
