import { expectDType } from '../apply.ts';
import { checkShapes } from '../check-shapes.ts';
import { RangeFault } from '../errors.ts';
import { fused, type Fused } from '../fused.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { alsoUnbatched, classesLast, totalWeight, weigh } from './class-targets.ts';
import { gather } from './gather.ts';
import { expectReduction, reduceLosses, type LossOptions } from './loss-reduction.ts';
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
  // Logits of an ignored row have no influence, be they NaN: 0 times NaN would be one.
  const surprise = logSoftmax(ignored.unsqueeze(1).where(0, logits)).neg();
  const weighted = weight ? weigh(surprise, weight) : surprise;
  const ofTarget = gather(weighted, 1, target).squeeze(1);
  if (labelSmoothing === 0) return ignored.where(0, ofTarget);
  const ofAll = weighted.sum(1).mul(labelSmoothing / classes);
  // At ε = 1 the target does not count, even where its surprise is infinite.
  const own = labelSmoothing === 1 ? 0 : ofTarget.mul(1 - labelSmoothing);
  return ignored.where(0, ofAll.add(own));
}

export interface CrossEntropyOptions extends LossOptions {
  /** Weight of each class, `[C]`. */
  readonly weight?: Tensor | undefined;
  /** Targets of this class count for nothing; -100 unless told otherwise. Not for probabilities. */
  readonly ignoreIndex?: number | undefined;
  /** ε: how much of the target is spread evenly over all classes. */
  readonly labelSmoothing?: number;
}

/**
 * Cross-entropy between logits and class indices: with p = softmax(x) and ε the smoothing,
 * l = (1 - ε) wₜ (-log pₜ) + ε/C Σ_c w_c (-log p_c); mean = Σ l / Σ wₜ, NaN where all targets are ignored.
 *
 * logits `[N, C]` or `[N, C, ..]`, targets int32 `[N]` or `[N, ..]`, or probabilities float32 in the shape of the logits: then
 * l = -Σ_c w_c q_c log p_c with q = (1 - ε) targets + ε/C, and the mean is over all l. Also `[C]` with targets `[]` or `[C]`.
 * Classes are axis 1, as in PyTorch. A banned class (logit -∞) that has weight or probability 0 adds nothing; otherwise the loss
 * is ∞, and gradients stay finite.
 * @throws ShapeError when targets do not fit the logits; DTypeError for other dtypes; RangeFault unless 0 ≤ ε ≤ 1, for `ignoreIndex`
 * with probabilities, and when a target is no class, on backends that can tell.
 */
export function crossEntropy(
  logits: Tensor,
  targets: Tensor,
  options: CrossEntropyOptions = {},
): Tensor {
  checkOptions(logits, targets, options);
  return scope(() =>
    alsoUnbatched('crossEntropy', logits, targets, (x, t) => ofBatch(x, t, options)),
  );
}

function checkOptions(
  logits: Tensor,
  targets: Tensor,
  { ignoreIndex, labelSmoothing = 0, reduction = 'mean' }: CrossEntropyOptions,
): void {
  expectReduction('crossEntropy', reduction);
  expectDType('crossEntropy (logits)', logits, 'float32');
  expectDType('crossEntropy (targets)', targets, 'int32', 'float32');
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new RangeFault(
      `crossEntropy: labelSmoothing must be from 0 to 1, received ${labelSmoothing}`,
      { labelSmoothing },
    );
  }
  if (ignoreIndex !== undefined && ignoreIndex >= 0 && targets.dtype === 'float32') {
    throw new RangeFault(
      `crossEntropy: probabilities have no class to ignore, received ignoreIndex ${ignoreIndex}; set rows to 0 instead`,
      { ignoreIndex },
    );
  }
}

function ofBatch(logits: Tensor, targets: Tensor, options: CrossEntropyOptions): Tensor {
  const { weight, ignoreIndex = -100, labelSmoothing = 0, reduction = 'mean' } = options;
  const [n, , ...rest] = logits.shape;
  const shape = [n!, ...rest];
  const isClass = targets.dtype === 'int32';
  checkShapes('crossEntropy', { logits: [logits, ['N', 'C', ...rest]], weight: [weight, ['C']] });
  checkShapes('crossEntropy', { targets: [targets, isClass ? shape : logits.shape] });
  const rows = classesLast(logits);
  if (!isClass) {
    const losses = ofProbabilities(rows, classesLast(targets), weight, labelSmoothing);
    return reduceLosses(losses.reshape(shape), reduction);
  }
  const flat = targets.reshape([-1]);
  const losses = weight
    ? rowLosses(rows, flat, weight, ignoreIndex, labelSmoothing)
    : crossEntropyFused.run([rows, flat], { ignoreIndex, labelSmoothing })[0]!;
  if (reduction === 'mean') return losses.sum().div(totalWeight(flat, weight, ignoreIndex));
  return reduceLosses(losses.reshape(shape), reduction);
}

/** -Σ_c w_c q_c log p_c of each row, q smoothed. */
function ofProbabilities(
  rows: Tensor,
  probabilities: Tensor,
  weight: Tensor | undefined,
  labelSmoothing: number,
): Tensor {
  const classes = rows.shape[1]!;
  const smoothed = probabilities.mul(1 - labelSmoothing).add(labelSmoothing / classes);
  const counted = weight ? smoothed.mul(weight) : smoothed;
  return weigh(logSoftmax(rows).neg(), counted).sum(1);
}
