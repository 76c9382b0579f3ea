import { nllLoss, type NllLossOptions, type Tensor } from '@rondo/tensor';
import { Loss } from './loss.ts';

/**
 * Negative log-likelihood l = -wₜ xₜ of class indices; mean = Σ l / Σ wₜ over the targets that are not `ignoreIndex` (-100).
 *
 * input `[N, C]` or `[N, C, ..]` of log-probabilities, targets int32 `[N, ..]` → `[]`. See `nllLoss`.
 */
export class NLLLoss extends Loss {
  /** `[C]`, a buffer: the module owns it. */
  readonly weight: Tensor | undefined;
  readonly ignoreIndex: number;

  constructor(options: NllLossOptions = {}) {
    super(options, 'weight', 'ignoreIndex');
    this.weight = options.weight;
    this.ignoreIndex = options.ignoreIndex ?? -100;
  }

  /** @throws ShapeError when shapes do not fit; DTypeError for other dtypes; RangeFault where a target is no class. */
  forward(input: Tensor, targets: Tensor): Tensor {
    return nllLoss(input, targets, this);
  }
}
