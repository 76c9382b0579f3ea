import { expectDType } from '../apply.ts';
import { checkShapes } from '../check-shapes.ts';
import { RangeFault } from '../errors.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { expectReduction, reduceLosses, type LossOptions } from './loss-reduction.ts';

export interface MarginOptions extends LossOptions {
  /** 0 unless told otherwise. */
  readonly margin?: number;
}

/**
 * Pulls pairs together or apart by the cosine of their angle: l = 1 - cos(x₁, x₂) where y = 1, max(0, cos(x₁, x₂) - margin) where
 * y = -1, 0 for any other y. As in PyTorch, cos = x₁ · x₂ / √((‖x₁‖² + 1e-12)(‖x₂‖² + 1e-12)).
 *
 * input1, input2 `[N, D]`, target y `[N]` (float32 or int32) → `[]`, or `[N]` where the reduction is 'none'; also `[D]` and `[]`.
 * @throws ShapeError when the shapes do not fit; RangeFault unless -1 ≤ margin ≤ 1.
 */
export function cosineEmbeddingLoss(
  input1: Tensor,
  input2: Tensor,
  target: Tensor,
  { margin = 0, reduction = 'mean' }: MarginOptions = {},
): Tensor {
  const op = 'cosineEmbeddingLoss';
  expectReduction(op, reduction);
  if (!(margin >= -1 && margin <= 1)) {
    throw new RangeFault(`${op}: margin must be from -1 to 1, received ${margin}`, { margin });
  }
  const lead = input1.shape.length === 1 ? [] : ['N'];
  checkShapes(op, {
    input1: [input1, [...lead, 'D']],
    input2: [input2, [...lead, 'D']],
    target: [target, lead],
  });
  for (const input of [input1, input2]) expectDType(op, input, 'float32');
  expectDType(`${op} (target)`, target, 'float32', 'int32');
  return scope(() => {
    const squares = squareOf(input1).mul(squareOf(input2));
    const cosine = input1.mul(input2).sum(-1).div(squares.sqrt());
    const ofEqual = target.equal(1).where(cosine.neg().add(1), 0);
    const ofOther = target.equal(-1).where(cosine.sub(margin).clamp(0), 0);
    return reduceLosses(ofEqual.add(ofOther), reduction);
  });
}

/** ‖x‖² + 1e-12. */
function squareOf(x: Tensor): Tensor {
  return x.square().sum(-1).add(1e-12);
}

/**
 * Wants the first of two scores to be greater (y = 1) or less (y = -1) by a margin: l = max(0, margin - y (x₁ - x₂)).
 *
 * input1, input2, target y (float32 or int32) `[..]` of one shape → `[]`, or that shape where the reduction is 'none'.
 * @throws ShapeError when the shapes differ.
 */
export function marginRankingLoss(
  input1: Tensor,
  input2: Tensor,
  target: Tensor,
  { margin = 0, reduction = 'mean' }: MarginOptions = {},
): Tensor {
  const op = 'marginRankingLoss';
  expectReduction(op, reduction);
  checkShapes(op, { input2: [input2, input1.shape], target: [target, input1.shape] });
  for (const input of [input1, input2]) expectDType(op, input, 'float32');
  expectDType(`${op} (target)`, target, 'float32', 'int32');
  return scope(() => {
    const y = target.cast('float32');
    const losses = input1.sub(input2).mul(y).neg().add(margin).clamp(0);
    return reduceLosses(losses, reduction);
  });
}
