import { specialIndex, type Batch } from '@rondo/data';
import { crossEntropy, tensor, type Tensor } from '@rondo/tensor';
import type { Seq2Seq } from '../model/seq2seq.ts';

/**
 * Cross-entropy of the target under teacher forcing: the mean (or sum) over target tokens, [end] included and [pad] not, of the
 * smoothed negative log-probability.
 */
export function batchLoss(
  model: Seq2Seq,
  batch: Batch,
  options: { readonly labelSmoothing?: number; readonly reduction?: 'mean' | 'sum' } = {},
): Tensor {
  const source = tensor(batch.source.ids, { shape: batch.source.shape });
  const lengths = tensor(batch.source.lengths);
  const input = tensor(batch.targetInput.ids, { shape: batch.targetInput.shape });
  const target = tensor(batch.targetOutput.ids);
  const logits = model.forward(source, lengths, input);
  const rows = logits.reshape([-1, logits.shape[2]!]);
  return crossEntropy(rows, target, { ...options, ignoreIndex: specialIndex.pad });
}
