import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { elementwiseLoss } from './elementwise-loss.ts';
import { expectReduction, type LossReduction } from './loss-reduction.ts';

export interface KlDivLossOptions {
  /** 'batchmean' divides the sum by the size of the first axis, and is the divergence; 'mean' divides by all elements. */
  readonly reduction?: LossReduction | 'batchmean';
  /** Whether the target holds log-probabilities, too (false). */
  readonly logTarget?: boolean;
}

/**
 * Kullback–Leibler divergence of a distribution q, given as its logarithm, from a target p: l = p (log p - input), 0 where p = 0.
 *
 * input `[N, ..]` of log-probabilities, target of the same shape → `[]`, or that shape where the reduction is 'none'.
 * The default reduction is 'mean', as PyTorch's, which is not the divergence; 'batchmean' is.
 * @throws ShapeError when the shapes differ.
 */
export function klDivLoss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean', logTarget = false }: KlDivLossOptions = {},
): Tensor {
  expectReduction('klDivLoss', reduction, ['mean', 'batchmean', 'sum', 'none']);
  const own = reduction === 'batchmean' ? 'sum' : reduction;
  return scope(() => {
    const loss = elementwiseLoss('klDivLoss', input, target, { reduction: own }, (x, y) =>
      logTarget ? ofLogarithms(x, y) : ofProbabilities(x, y),
    );
    return reduction === 'batchmean' ? loss.div(input.shape[0] ?? 1) : loss;
  });
}

function ofProbabilities(x: Tensor, p: Tensor): Tensor {
  const isZero = p.equal(0);
  return isZero.where(0, p.mul(isZero.where(1, p).log().sub(x)));
}

function ofLogarithms(x: Tensor, logP: Tensor): Tensor {
  const isZero = logP.equal(-Infinity);
  const finite = isZero.where(0, logP);
  return isZero.where(0, finite.exp().mul(finite.sub(x)));
}
