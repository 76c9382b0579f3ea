import { splitBatch, type Batch } from '@rondo/data';
import type { Divisible, Objective, Wording } from '@rondo/training';
import type { Seq2Seq } from '../model/seq2seq.ts';
import { batchPlaces } from './batch-places.ts';
import { batchLoss, pairLosses } from './loss.ts';

/** How errors of training speak of sentence pairs and of a config. */
export const sentenceWording: Wording = { item: 'pair', settings: 'training.' };

/** Cross-entropy per target token under teacher forcing. */
export function sentenceObjective(labelSmoothing: number): Objective<Seq2Seq, Batch> {
  return {
    loss: (model, batch) => batchLoss(model, batch, { labelSmoothing }),
    summedLoss: (model, batch) => batchLoss(model, batch, { labelSmoothing, reduction: 'sum' }),
    weight: ({ tokens }) => tokens.target,
    itemLosses: (model, batch) => pairLosses(model, batch, labelSmoothing),
    items: ({ indices }) => indices,
  };
}

/** A batch of several pairs has halves. */
export const divisibleSentences: Divisible<Batch> = {
  size: batchPlaces,
  halves: (batch) => (batch.indices.length > 1 ? splitBatch(batch) : undefined),
  describe: ({ indices, source, targetOutput }) =>
    `training pair ${indices[0]} alone, with ${source.shape[1]} source and ${targetOutput.shape[1]} target tokens; ` +
    'lower training.maxTokens, so that long pairs are left out, or make the model smaller',
};
