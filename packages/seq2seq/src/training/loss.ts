import { specialIndex, type Batch } from '@rondo/data';
import { crossEntropy, logicalAnd, tensor, type Tensor } from '@rondo/tensor';
import type { Seq2Seq } from '../model/seq2seq.ts';

const ignoreIndex = specialIndex.pad;

/**
 * Cross-entropy of the target under teacher forcing: the mean (or sum) over target tokens, [end] included and [pad] not, of the
 * smoothed negative log-probability.
 */
export function batchLoss(
  model: Seq2Seq,
  batch: Batch,
  options: { readonly labelSmoothing?: number; readonly reduction?: 'mean' | 'sum' } = {},
): Tensor {
  const { logits, target } = teacherForced(model, batch);
  return crossEntropy(logits, target, { ...options, ignoreIndex });
}

/** The loss of each pair of a batch alone, summed over its tokens, `[N]`. */
export function pairLosses(model: Seq2Seq, batch: Batch, labelSmoothing: number): Tensor {
  const { logits, target } = teacherForced(model, batch);
  const tokens = crossEntropy(logits, target, { labelSmoothing, ignoreIndex, reduction: 'none' });
  return tokens.reshape([...batch.targetOutput.shape]).sum(1);
}

/** The summed loss, and how many target tokens are the most probable ones; both `[]`. */
export function lossAndHits(model: Seq2Seq, batch: Batch): { loss: Tensor; hits: Tensor } {
  const { logits, target } = teacherForced(model, batch);
  const isHit = logicalAnd(logits.argmax(-1).equal(target), target.notEqual(ignoreIndex));
  return {
    loss: crossEntropy(logits, target, { reduction: 'sum', ignoreIndex }),
    hits: isHit.cast('float32').sum(),
  };
}

/** Logits `[N T, V]` of a batch and what they should say, `[N T]`. */
function teacherForced(model: Seq2Seq, batch: Batch): { logits: Tensor; target: Tensor } {
  const source = tensor(batch.source.ids, { shape: batch.source.shape });
  const lengths = tensor(batch.source.lengths);
  const input = tensor(batch.targetInput.ids, { shape: batch.targetInput.shape });
  const target = tensor(batch.targetOutput.ids);
  const logits = model.forward(source, lengths, input);
  return { logits: logits.reshape([-1, logits.shape[2]!]), target };
}
