import { RangeFault } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { elementwiseLoss } from './elementwise-loss.ts';
import type { LossOptions } from './loss-reduction.ts';

/**
 * Squared error l = (x - y)².
 *
 * input and target `[..]` of one shape → `[]`, or `[..]` where the reduction is 'none'.
 * @throws ShapeError when the shapes differ.
 */
export function mseLoss(input: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  return elementwiseLoss('mseLoss', input, target, options, (x, y) => x.sub(y).square());
}

/** Absolute error l = |x - y|, its gradient 0 where they are equal; shapes and errors as `mseLoss`. */
export function l1Loss(input: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  return elementwiseLoss('l1Loss', input, target, options, (x, y) => x.sub(y).abs());
}

export interface SmoothL1LossOptions extends LossOptions {
  /** β: where the parabola becomes a line; 1 unless told otherwise, at 0 it is the absolute error. */
  readonly beta?: number;
}

/**
 * With d = |x - y|: l = d² / 2β where d < β, else d - β/2 (Girshick 2015, eq. 3). Shapes as `mseLoss`.
 * @throws ShapeError when the shapes differ; RangeFault unless β ≥ 0.
 */
export function smoothL1Loss(
  input: Tensor,
  target: Tensor,
  { beta = 1, ...options }: SmoothL1LossOptions = {},
): Tensor {
  if (!(beta >= 0)) {
    throw new RangeFault(`smoothL1Loss: beta must be 0 or more, received ${beta}`, { beta });
  }
  return elementwiseLoss('smoothL1Loss', input, target, options, (x, y) => {
    const distance = x.sub(y).abs();
    return beta === 0 ? distance : huber(distance, beta).div(beta);
  });
}

export interface HuberLossOptions extends LossOptions {
  /** δ: where the parabola becomes a line; 1 unless told otherwise. */
  readonly delta?: number;
}

/**
 * With d = |x - y|: l = d² / 2 where d < δ, else δ (d - δ/2) (Huber 1964). Shapes as `mseLoss`.
 * @throws ShapeError when the shapes differ; RangeFault unless δ > 0.
 */
export function huberLoss(
  input: Tensor,
  target: Tensor,
  { delta = 1, ...options }: HuberLossOptions = {},
): Tensor {
  if (!(delta > 0)) {
    throw new RangeFault(`huberLoss: delta must be greater than 0, received ${delta}`, { delta });
  }
  return elementwiseLoss('huberLoss', input, target, options, (x, y) =>
    huber(x.sub(y).abs(), delta),
  );
}

/** m (d - m/2) with m = min(d, δ): both branches in one. */
function huber(distance: Tensor, delta: number): Tensor {
  const near = distance.minimum(delta);
  return near.mul(distance.sub(near.mul(0.5)));
}
