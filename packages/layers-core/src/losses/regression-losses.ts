import {
  huberLoss,
  l1Loss,
  mseLoss,
  smoothL1Loss,
  type HuberLossOptions,
  type SmoothL1LossOptions,
  type Tensor,
} from '@rondo/tensor';
import { Loss } from './loss.ts';

/** Squared error l = (x - y)²; input and target `[..]` of one shape → `[]`. */
export class MSELoss extends Loss {
  /** @throws ShapeError when the shapes differ. */
  forward(input: Tensor, target: Tensor): Tensor {
    return mseLoss(input, target, this);
  }
}

/** Absolute error l = |x - y|; input and target `[..]` of one shape → `[]`. */
export class L1Loss extends Loss {
  /** @throws ShapeError when the shapes differ. */
  forward(input: Tensor, target: Tensor): Tensor {
    return l1Loss(input, target, this);
  }
}

/** With d = |x - y|: l = d² / 2β where d < β (1), else d - β/2; input and target `[..]` of one shape → `[]`. */
export class SmoothL1Loss extends Loss {
  readonly beta: number;

  constructor(options: SmoothL1LossOptions = {}) {
    super(options, 'beta');
    this.beta = options.beta ?? 1;
  }

  /** @throws ShapeError when the shapes differ; RangeFault unless β ≥ 0. */
  forward(input: Tensor, target: Tensor): Tensor {
    return smoothL1Loss(input, target, this);
  }
}

/** With d = |x - y|: l = d² / 2 where d < δ (1), else δ (d - δ/2); input and target `[..]` of one shape → `[]`. */
export class HuberLoss extends Loss {
  readonly delta: number;

  constructor(options: HuberLossOptions = {}) {
    super(options, 'delta');
    this.delta = options.delta ?? 1;
  }

  /** @throws ShapeError when the shapes differ; RangeFault unless δ > 0. */
  forward(input: Tensor, target: Tensor): Tensor {
    return huberLoss(input, target, this);
  }
}
