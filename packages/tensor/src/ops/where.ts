import { apply1, expectDType, expectSameDType, scalarLike, withTerm } from '../apply.ts';
import { expectKnown, type DType } from '../dtype.ts';
import { notDifferentiable, type KernelOp } from '../op.ts';
import { scope } from '../scope.ts';
import { broadcastShapes } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import type { Term } from './arithmetic.ts';
import { broadcastOperand } from './operand.ts';
import { sumTo } from './sum-to.ts';

export const whereOp: KernelOp<readonly [Tensor, Tensor, Tensor], undefined> = {
  name: 'where',
  outputs: ([condition, a, b]) => {
    expectDType('where', condition, 'bool');
    expectSameDType('where', a, b);
    const shape = broadcastShapes(
      'where',
      broadcastShapes('where', condition.shape, a.shape),
      b.shape,
    );
    return [{ shape, dtype: a.dtype }];
  },
  forward: (backend, [condition, a, b], [output]) => {
    const { shape } = output!;
    backend.select(
      broadcastOperand(condition, shape),
      broadcastOperand(a, shape),
      broadcastOperand(b, shape),
      output!,
    );
  },
  vjp: ({ inputs: [condition, a, b] }, g) => [
    undefined,
    () => sumTo(where(condition, g, 0), a.shape),
    () => sumTo(where(condition, 0, g), b.shape),
  ],
};

/**
 * `a` where the condition holds, `b` elsewhere; shapes broadcast. Two plain numbers give float32. The gradient of a place that
 * was not chosen is exactly 0, even where it would be NaN.
 */
export function where(condition: Tensor, a: Term, b: Term): Tensor {
  if (typeof a === 'number' && typeof b === 'number') {
    return scope(() => where(condition, scalarLike('where', a, condition.cast('float32')), b));
  }
  const like = typeof a === 'number' ? (b as Tensor) : a;
  return withTerm('where', a, like, (first) =>
    withTerm('where', b, like, (second) => apply1(whereOp, [condition, first, second], undefined)),
  );
}

/** Limits values to [low, high]; either may be left out. The gradient passes where the value is within, bounds included. */
export function clamp(x: Tensor, low?: number, high?: number): Tensor {
  return scope(() => {
    const raised = low === undefined ? x : where(x.less(low), low, x);
    return high === undefined ? raised : where(raised.greater(high), high, raised);
  });
}

export const castOp: KernelOp<readonly [Tensor], { readonly dtype: DType }> = {
  name: 'cast',
  outputs: ([x], { dtype }) => [{ shape: x.shape, dtype }],
  forward: (backend, [x], [output]) => backend.cast(x, output!),
  vjp: notDifferentiable(
    'a conversion between float32 and whole numbers or truth values has no slope',
  ),
};

/** Converts to another dtype: float32 → int32 drops the fraction, anything → bool is "not zero". @throws DTypeError for another dtype. */
export function cast(x: Tensor, dtype: DType): Tensor {
  expectKnown('cast', dtype);
  return dtype === x.dtype ? x : apply1(castOp, [x], { dtype });
}
