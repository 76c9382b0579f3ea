import { expectDType } from '../apply.ts';
import { checkShapes } from '../check-shapes.ts';
import { ShapeError } from '../errors.ts';
import { scope } from '../scope.ts';
import { broadcastShapes, formatShape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { expectReduction, reduceLosses, type LossOptions } from './loss-reduction.ts';

/**
 * A loss of each element of two tensors of one shape, reduced.
 * @throws ShapeError when the shapes differ: nothing is broadcast, since `[N]` with `[N, 1]` is nearly always a mistake.
 */
export function elementwiseLoss(
  op: string,
  input: Tensor,
  target: Tensor,
  { reduction = 'mean' }: LossOptions,
  loss: (input: Tensor, target: Tensor) => Tensor,
): Tensor {
  expectReduction(op, reduction);
  expectDType(`${op} (input)`, input, 'float32');
  expectDType(`${op} (target)`, target, 'float32');
  checkShapes(op, { target: [target, input.shape] });
  return scope(() => reduceLosses(loss(input, target), reduction));
}

/** losses · weight. @throws ShapeError unless the weight broadcasts to the shape of the losses. */
export function weighed(
  op: string,
  losses: Tensor,
  name: string,
  weight: Tensor | undefined,
): Tensor {
  if (!weight) return losses;
  expectBroadcasts(op, name, weight, losses);
  return losses.mul(weight);
}

/** @throws ShapeError unless the weight broadcasts to the shape of the losses. */
export function expectBroadcasts(op: string, name: string, weight: Tensor, losses: Tensor): void {
  expectDType(`${op} (${name})`, weight, 'float32');
  const shape = broadcastShapes(`${op} (${name})`, weight.shape, losses.shape);
  if (sameShape(shape, losses.shape)) return;
  throw new ShapeError(
    `${op}: ${name} ${formatShape(weight.shape)} must broadcast to ${formatShape(losses.shape)}, the shape of the input`,
    { op, [name]: weight.shape, input: losses.shape },
  );
}
