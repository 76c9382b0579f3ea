import { expectDType } from '../apply.ts';
import { checkShapes } from '../check-shapes.ts';
import { RangeFault } from '../errors.ts';
import { fused, type Fused } from '../fused.ts';
import { scope } from '../scope.ts';
import { elementCount } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { logicalAnd } from './compare.ts';
import { gather } from './gather.ts';
import { logSoftmax } from './softmax.ts';

type Rows = readonly [logits: Tensor, targets: Tensor];

/** Loss of each row, without class weights; a kernel saves log Σ e^x per row and never the probabilities. */
export const crossEntropyFused: Fused<'crossEntropy', Rows> = fused({
  name: 'crossEntropy',
  composed: ([logits, targets], { ignoreIndex, labelSmoothing }) => [
    rowLosses(logits, targets, undefined, ignoreIndex, labelSmoothing),
  ],
  results: ([, targets]) => [{ shape: targets.shape, dtype: 'float32' }],
  saved: ([, targets]) => [{ shape: targets.shape, dtype: 'float32' }],
  differentiable: [0],
});

/** (1 - ε) wₜ (-log pₜ) + ε/C Σ_c w_c (-log p_c) for each row, 0 where the target is ignored. */
function rowLosses(
  logits: Tensor,
  targets: Tensor,
  weight: Tensor | undefined,
  ignoreIndex: number,
  labelSmoothing: number,
): Tensor {
  const classes = logits.shape[1]!;
  const ignored = targets.equal(ignoreIndex);
  const target = ignored.where(0, targets).unsqueeze(1);
  const surprise = logSoftmax(logits).neg();
  const weighted = weight ? weigh(surprise, weight) : surprise;
  const ofTarget = gather(weighted, 1, target).squeeze(1);
  if (labelSmoothing === 0) return ignored.where(0, ofTarget);
  const ofAll = weighted.sum(1).mul(labelSmoothing / classes);
  // At ε = 1 the target does not count, even where its surprise is infinite.
  const own = labelSmoothing === 1 ? 0 : ofTarget.mul(1 - labelSmoothing);
  return ignored.where(0, ofAll.add(own));
}

/** surprise · weight, with 0 · ∞ = 0: a banned class that does not count adds nothing. */
function weigh(surprise: Tensor, weight: Tensor): Tensor {
  const nothing = logicalAnd(weight.equal(0), surprise.equal(Infinity));
  return nothing.where(0, surprise).mul(weight);
}

export interface CrossEntropyOptions {
  /** Weight of each class, `[C]`. */
  readonly weight?: Tensor;
  /** Targets of this class count for nothing. */
  readonly ignoreIndex?: number;
  /** ε: how much of the target is spread evenly over all classes. */
  readonly labelSmoothing?: number;
  /** 'mean' divides by the weight of the targets that count: NaN if there are none. */
  readonly reduction?: 'mean' | 'sum' | 'none';
}

/**
 * Cross-entropy between logits and class indices: with p = softmax(x) and ε the smoothing,
 * l = (1 - ε) wₜ (-log pₜ) + ε/C Σ_c w_c (-log p_c); mean = Σ l / Σ wₜ.
 *
 * logits `[N, C]` or `[N, C, ..]`, targets int32 `[N]` or `[N, ..]`, or probabilities float32 in the shape of the logits.
 * Classes are axis 1, as in PyTorch. A banned class (logit -∞) that has weight or probability 0 adds nothing; otherwise the loss
 * is ∞, and gradients stay finite.
 * @throws ShapeError when targets do not fit the logits; DTypeError for other dtypes; RangeFault unless 0 ≤ ε ≤ 1.
 */
export function crossEntropy(
  logits: Tensor,
  targets: Tensor,
  options: CrossEntropyOptions = {},
): Tensor {
  const { weight, ignoreIndex = -100, labelSmoothing = 0, reduction = 'mean' } = options;
  const [n, , ...rest] = logits.shape;
  checkShapes('crossEntropy', { logits: [logits, ['N', 'C', ...rest]], weight: [weight, ['C']] });
  expectDType('crossEntropy (logits)', logits, 'float32');
  expectDType('crossEntropy (targets)', targets, 'int32', 'float32');
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new RangeFault(
      `crossEntropy: labelSmoothing must be from 0 to 1, received ${labelSmoothing}`,
      { labelSmoothing },
    );
  }
  const isClass = targets.dtype === 'int32';
  const shape = [n!, ...rest];
  checkShapes('crossEntropy', { targets: [targets, isClass ? shape : logits.shape] });
  return scope(() => {
    const rows = classesLast(logits);
    if (!isClass) return ofProbabilities(rows, classesLast(targets), options, shape);
    const flat = targets.reshape([-1]);
    const losses = weight
      ? rowLosses(rows, flat, weight, ignoreIndex, labelSmoothing)
      : crossEntropyFused.run([rows, flat], { ignoreIndex, labelSmoothing })[0]!;
    if (reduction === 'none') return losses.reshape(shape);
    if (reduction === 'sum') return losses.sum();
    return losses.sum().div(totalWeight(flat, weight, ignoreIndex));
  });
}

/** `[N, C, ..]` as rows `[N · .., C]`. */
function classesLast(x: Tensor): Tensor {
  if (x.shape.length === 2) return x;
  const axes = x.shape.map((_, axis) => axis).toSpliced(1, 1);
  const [n, classes, ...rest] = x.shape;
  return x.permute([...axes, 1]).reshape([elementCount([n!, ...rest]), classes!]);
}

function totalWeight(targets: Tensor, weight: Tensor | undefined, ignoreIndex: number): Tensor {
  const counted = targets.notEqual(ignoreIndex);
  if (!weight) return counted.cast('float32').sum();
  const own = gather(weight, 0, counted.where(targets, 0));
  return counted.where(own, 0).sum();
}

function ofProbabilities(
  rows: Tensor,
  probabilities: Tensor,
  { weight, labelSmoothing = 0, reduction = 'mean' }: CrossEntropyOptions,
  shape: readonly number[],
): Tensor {
  const classes = rows.shape[1]!;
  const smoothed = probabilities.mul(1 - labelSmoothing).add(labelSmoothing / classes);
  const counted = weight ? smoothed.mul(weight) : smoothed;
  const losses = weigh(logSoftmax(rows).neg(), counted).sum(1);
  if (reduction === 'none') return losses.reshape(shape);
  return reduction === 'sum' ? losses.sum() : losses.sum().div(rows.shape[0]!);
}
