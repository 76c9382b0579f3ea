import { apply1 } from '../apply.ts';
import type { KernelOp } from '../op.ts';
import { withRecorders } from '../recorder.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { elementwiseLoss, expectBroadcasts, weighed } from './elementwise-loss.ts';
import type { LossOptions } from './loss-reduction.ts';
import { log1p, softplus } from './unary.ts';

/** -log p and -log(1 - p), at most 100: an impossible target costs much, not everything. */
const surprise = (p: Tensor): Tensor => p.log().neg().minimum(100);
const surpriseOfOther = (p: Tensor): Tensor => log1p(p.neg()).neg().minimum(100);

/** The loss of each element; an op of its own because PyTorch's gradient is that of the loss before it was limited. */
export const binaryCrossEntropyOp: KernelOp<readonly [p: Tensor, y: Tensor], undefined> = {
  name: 'binaryCrossEntropy',
  outputs: ([p]) => [{ shape: p.shape, dtype: p.dtype }],
  forward: (backend, [p, y], [output]) =>
    withRecorders([], () =>
      scope(() => {
        const ofOther = y.neg().add(1).mul(surpriseOfOther(p));
        backend.copy(y.mul(surprise(p)).add(ofOther), output!);
      }),
    ),
  vjp: ({ inputs: [p, y] }, g) => [
    () => g.mul(p.sub(y)).div(p.mul(p.neg().add(1)).maximum(1e-12)),
    () => g.mul(surprise(p).sub(surpriseOfOther(p))),
  ],
};

export interface BinaryCrossEntropyOptions extends LossOptions {
  /** Weight of each loss, in a shape that broadcasts to that of the input. */
  readonly weight?: Tensor | undefined;
}

/**
 * Cross-entropy of probabilities of a yes: l = -w [y log p + (1 - y) log(1 - p)], each logarithm at least -100, as in PyTorch.
 *
 * input p and target y `[..]` of one shape, from 0 to 1 → `[]`, or `[..]` where the reduction is 'none'; the loss is NaN where p is
 * out of range. `binaryCrossEntropyWithLogits` keeps more digits than a sigmoid followed by this.
 * @throws ShapeError when the shapes do not fit; DTypeError unless all are float32.
 */
export function binaryCrossEntropy(
  input: Tensor,
  target: Tensor,
  { weight, ...options }: BinaryCrossEntropyOptions = {},
): Tensor {
  const op = 'binaryCrossEntropy';
  return elementwiseLoss(op, input, target, options, (p, y) =>
    weighed(op, apply1(binaryCrossEntropyOp, [p, y], undefined), 'weight', weight),
  );
}

export interface BinaryCrossEntropyWithLogitsOptions extends BinaryCrossEntropyOptions {
  /** Weight of a yes, such as the number of noes for each yes; `[C]`, or another shape that broadcasts to that of the input. */
  readonly posWeight?: Tensor | undefined;
}

/**
 * Cross-entropy of logits of a yes, without overflow: with σ the sigmoid and a the `posWeight`,
 * l = -w [a y log σ(x) + (1 - y) log(1 - σ(x))], where -log σ(x) = softplus(-x).
 *
 * input x and target y `[..]` of one shape, y from 0 to 1 → `[]`, or `[..]` where the reduction is 'none'.
 * @throws ShapeError when the shapes do not fit; DTypeError unless all are float32.
 */
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  { weight, posWeight, ...options }: BinaryCrossEntropyWithLogitsOptions = {},
): Tensor {
  const op = 'binaryCrossEntropyWithLogits';
  if (posWeight) expectBroadcasts(op, 'posWeight', posWeight, input);
  return elementwiseLoss(op, input, target, options, (x, y) => {
    const yes = posWeight ? y.mul(posWeight) : y;
    const losses = yes.mul(softplus(x.neg())).add(y.neg().add(1).mul(softplus(x)));
    return weighed(op, losses, 'weight', weight);
  });
}
