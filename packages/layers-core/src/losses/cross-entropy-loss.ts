import { crossEntropy, type CrossEntropyOptions, type Tensor } from '@rondo/tensor';
import { Loss } from './loss.ts';

/**
 * Cross-entropy between logits and class indices: l = (1 - ε) wₜ (-log pₜ) + ε/C Σ_c w_c (-log p_c) with p = softmax(logits) and ε the
 * label smoothing; mean = Σ l / Σ wₜ over the targets that are not `ignoreIndex` (-100).
 *
 * logits `[N, C]` or `[N, C, ..]`, targets int32 `[N, ..]`, or probabilities in the shape of the logits → `[]`. See `crossEntropy`.
 */
export class CrossEntropyLoss extends Loss {
  /** `[C]`, a buffer: the module owns it. */
  readonly weight: Tensor | undefined;
  readonly ignoreIndex: number | undefined;
  readonly labelSmoothing: number;

  constructor(options: CrossEntropyOptions = {}) {
    super(options, 'weight', 'ignoreIndex', 'labelSmoothing');
    this.weight = options.weight;
    this.ignoreIndex = options.ignoreIndex;
    this.labelSmoothing = options.labelSmoothing ?? 0;
  }

  /** @throws ShapeError when shapes do not fit; DTypeError for other dtypes; RangeFault where a target is no class. */
  forward(logits: Tensor, targets: Tensor): Tensor {
    return crossEntropy(logits, targets, this);
  }
}
