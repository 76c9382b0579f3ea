import { arange, crossEntropy, logicalAnd, scope, type Tensor } from '@rondo/tensor';

export interface SampledSoftmaxOptions {
  /** int32 `[C]`: which item each candidate is. The first N are the right ones of the N rows. */
  readonly candidates: Tensor;
  /** `[C]`: the logarithm of how often the candidate's item is expected among the candidates, up to a constant. */
  readonly logExpected: Tensor;
}

/**
 * Cross-entropy over drawn candidates in place of all items: with s the logits and qⱼ the expected number of candidate j,
 * l = mean over i of -log (exp(sᵢᵢ - log qᵢ) / Σⱼ exp(sᵢⱼ - log qⱼ)), j over the candidates without those that are item i again.
 *
 * The others of a batch serve as candidates, so popular items come more often; log q makes up for that. Source: Yi et al. 2019,
 * "Sampling-Bias-Corrected Neural Modeling for Large Corpus Item Recommendations", with q of the mixture of Yang et al. 2020.
 *
 * @param logits `[N, C]`, C ≥ N.
 */
export function sampledSoftmaxLoss(
  logits: Tensor,
  { candidates, logExpected }: SampledSoftmaxOptions,
): Tensor {
  const [rows, columns] = logits.shape as [number, number];
  const { backend } = logits.storage;
  return scope(() => {
    const own = arange(0, rows, 1, { backend });
    const isSameItem = candidates.narrow(0, 0, rows).unsqueeze(1).equal(candidates.unsqueeze(0));
    const isOther = own.unsqueeze(1).notEqual(arange(0, columns, 1, { backend }).unsqueeze(0));
    const isAccident = logicalAnd(isSameItem, isOther);
    return crossEntropy(isAccident.where(-Infinity, logits.sub(logExpected)), own);
  });
}
