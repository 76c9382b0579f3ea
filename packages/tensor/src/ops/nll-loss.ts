import { expectDType } from '../apply.ts';
import { checkShapes } from '../check-shapes.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { alsoUnbatched, classesLast, totalWeight, weigh } from './class-targets.ts';
import { gather } from './gather.ts';
import { expectReduction, reduceLosses, type LossOptions } from './loss-reduction.ts';

export interface NllLossOptions extends LossOptions {
  /** Weight of each class, `[C]`. */
  readonly weight?: Tensor | undefined;
  /** Targets of this class count for nothing; -100 unless told otherwise. */
  readonly ignoreIndex?: number;
}

/**
 * Negative log-likelihood of class indices: l = -wₜ xₜ; mean = Σ l / Σ wₜ, NaN where all targets are ignored.
 *
 * input x `[N, C]` or `[N, C, ..]` of log-probabilities, targets int32 `[N]` or `[N, ..]`; also `[C]` and `[]`.
 * `crossEntropy` is this after a log-softmax, in one kernel.
 * @throws ShapeError when targets do not fit; DTypeError for other dtypes; RangeFault when a target is no class, on backends that
 * can tell.
 */
export function nllLoss(input: Tensor, targets: Tensor, options: NllLossOptions = {}): Tensor {
  const { weight, ignoreIndex = -100, reduction = 'mean' } = options;
  expectReduction('nllLoss', reduction);
  expectDType('nllLoss (input)', input, 'float32');
  expectDType('nllLoss (targets)', targets, 'int32');
  return scope(() =>
    alsoUnbatched('nllLoss', input, targets, (x, t) => {
      const [n, , ...rest] = x.shape;
      checkShapes('nllLoss', {
        input: [x, ['N', 'C', ...rest]],
        weight: [weight, ['C']],
        targets: [t, [n!, ...rest]],
      });
      const flat = t.reshape([-1]);
      const ignored = flat.equal(ignoreIndex);
      const surprise = classesLast(x).neg();
      const target = ignored.where(0, flat).unsqueeze(1);
      const ofTarget = gather(weight ? weigh(surprise, weight) : surprise, 1, target).squeeze(1);
      const losses = ignored.where(0, ofTarget);
      if (reduction === 'mean') return losses.sum().div(totalWeight(flat, weight, ignoreIndex));
      return reduceLosses(losses.reshape(t.shape), reduction);
    }),
  );
}
