import {
  cosineEmbeddingLoss,
  marginRankingLoss,
  type MarginOptions,
  type Tensor,
} from '@rondo/tensor';
import { Loss } from './loss.ts';

abstract class MarginLoss extends Loss {
  readonly margin: number;

  constructor(options: MarginOptions = {}) {
    super(options, 'margin');
    this.margin = options.margin ?? 0;
  }
}

/**
 * Pulls pairs together or apart: l = 1 - cos(x₁, x₂) where y = 1, max(0, cos(x₁, x₂) - margin) where y = -1.
 *
 * input1, input2 `[N, D]`, target y `[N]` → `[]`; also `[D]` and `[]`.
 */
export class CosineEmbeddingLoss extends MarginLoss {
  /** @throws ShapeError when the shapes do not fit; RangeFault unless -1 ≤ margin ≤ 1. */
  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return cosineEmbeddingLoss(input1, input2, target, this);
  }
}

/** Wants x₁ > x₂ (y = 1) or x₁ < x₂ (y = -1) by a margin: l = max(0, margin - y (x₁ - x₂)); all `[..]` of one shape → `[]`. */
export class MarginRankingLoss extends MarginLoss {
  /** @throws ShapeError when the shapes differ. */
  forward(input1: Tensor, input2: Tensor, target: Tensor): Tensor {
    return marginRankingLoss(input1, input2, target, this);
  }
}
