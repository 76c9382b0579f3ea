import {
  tokenBatches,
  type EncodedPair,
  type PairsOfEpochs,
  type TokenBatches,
  type TokenBatchesOptions,
} from '@rondo/data';
import { RangeFault } from '@rondo/tensor';
import type { TrainingConfig } from '../config/schema.ts';
import type { Seq2Seq } from '../model/seq2seq.ts';
import type { TrainerOptions } from './trainer.ts';

/**
 * How large a batch may be, and how long a pair where the model has so many positions.
 * @throws RangeFault where that is still to be fitted to the memory.
 */
export function batchLimits(
  { maxTokens, maxSentences }: Pick<TrainingConfig, 'maxTokens' | 'maxSentences'>,
  { longestTarget: maxLength }: Pick<Seq2Seq, 'longestTarget'>,
): Pick<TokenBatchesOptions, 'maxTokens' | 'maxSentences' | 'maxLength'> {
  if (maxTokens === 'auto') {
    throw new RangeFault(
      "training.maxTokens is 'auto', which is to be replaced by a number first; fitMaxTokens finds it",
    );
  }
  return { maxTokens, maxLength, ...(maxSentences !== undefined && { maxSentences }) };
}

/** The training batches that a config asks for. */
export function trainingBatches({
  config,
  model,
  train,
}: Pick<TrainerOptions, 'config' | 'model' | 'train'>): TokenBatches {
  const { seed } = config;
  return tokenBatches(train, { ...batchLimits(config, model), seed, tooLong: 'drop' });
}

/** What stands for all epochs where one is looked at beforehand. */
export function pairsOfFirstEpoch(pairs: PairsOfEpochs): readonly EncodedPair[] {
  return typeof pairs === 'function' ? pairs(0) : pairs;
}
