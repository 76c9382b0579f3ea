import { checkShapes } from '../check-shapes.ts';
import { elementCount } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { logicalAnd } from './compare.ts';
import { gather } from './gather.ts';

/** `[N, C, ..]` as rows `[N · .., C]`. */
export function classesLast(x: Tensor): Tensor {
  if (x.shape.length === 2) return x;
  const axes = x.shape.map((_, axis) => axis).toSpliced(1, 1);
  const [n, classes, ...rest] = x.shape;
  return x.permute([...axes, 1]).reshape([elementCount([n!, ...rest]), classes!]);
}

/** surprise · weight, with 0 · ∞ = 0: a banned class that does not count adds nothing. */
export function weigh(surprise: Tensor, weight: Tensor): Tensor {
  const nothing = logicalAnd(weight.equal(0), surprise.equal(Infinity));
  return nothing.where(0, surprise).mul(weight);
}

/** Σ wₜ over the targets that count. */
export function totalWeight(
  targets: Tensor,
  weight: Tensor | undefined,
  ignoreIndex: number,
): Tensor {
  const counted = targets.notEqual(ignoreIndex);
  if (!weight) return counted.cast('float32').sum();
  const own = gather(weight, 0, counted.where(targets, 0));
  return counted.where(own, 0).sum();
}

/** A loss of a batch `[N, C, ..]`, also for one example `[C]` with the targets of one. */
export function alsoUnbatched(
  op: string,
  input: Tensor,
  targets: Tensor,
  loss: (input: Tensor, targets: Tensor) => Tensor,
): Tensor {
  if (input.shape.length !== 1) return loss(input, targets);
  checkShapes(op, { targets: [targets, targets.dtype === 'int32' ? [] : input.shape] });
  return loss(input.unsqueeze(0), targets.unsqueeze(0)).reshape([]);
}
