import { klDivLoss, type KlDivLossOptions, type LossReduction, type Tensor } from '@rondo/tensor';
import { Loss } from './loss.ts';

/**
 * Kullback–Leibler divergence from a target p of a distribution given as its logarithm: l = p (log p - input), 0 where p = 0.
 *
 * input `[N, ..]` of log-probabilities, target of the same shape → `[]`. Only the reduction 'batchmean' is the divergence: the default,
 * 'mean', divides by all elements.
 */
export class KLDivLoss extends Loss<LossReduction | 'batchmean'> {
  readonly logTarget: boolean;

  constructor(options: KlDivLossOptions = {}) {
    super(options, 'logTarget');
    this.logTarget = options.logTarget ?? false;
  }

  /** @throws ShapeError when the shapes differ. */
  forward(input: Tensor, target: Tensor): Tensor {
    return klDivLoss(input, target, this);
  }
}
