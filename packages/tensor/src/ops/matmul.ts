import { apply1, expectDType } from '../apply.ts';
import { ShapeError } from '../errors.ts';
import type { KernelOp } from '../op.ts';
import { scope } from '../scope.ts';
import { broadcastShapes, elementCount, formatShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { broadcastOperand } from './operand.ts';
import { sumTo } from './sum-to.ts';

type Pair = readonly [Tensor, Tensor];

/** Batched matrix product; both have at least two axes. */
export const matmulOp: KernelOp<Pair, undefined> = {
  name: 'matmul',
  outputs: ([a, b]) => {
    expectDType('matmul', a, 'float32');
    expectDType('matmul', b, 'float32');
    const m = a.shape.at(-2)!;
    const n = b.shape.at(-1)!;
    if (a.shape.at(-1) !== b.shape.at(-2)) {
      throw new ShapeError(
        `matmul: inner sizes differ: ${formatShape(a.shape)} has ${a.shape.at(-1)} columns, ${formatShape(b.shape)} has ${b.shape.at(-2)} rows`,
        { op: 'matmul', a: a.shape, b: b.shape },
      );
    }
    const batch = broadcastShapes(
      'matmul (batch axes)',
      a.shape.slice(0, -2),
      b.shape.slice(0, -2),
    );
    return [{ shape: [...batch, m, n], dtype: 'float32' }];
  },
  forward: (backend, [a, b], [output]) => {
    const batch = output!.shape.slice(0, -2);
    backend.matmul(
      broadcastOperand(a, [...batch, ...a.shape.slice(-2)]),
      broadcastOperand(b, [...batch, ...b.shape.slice(-2)]),
      output!,
    );
  },
  vjp: ({ inputs: [a, b] }, g) => [
    () => sumTo(g.matmul(b.transpose(-2, -1)), a.shape),
    () => sumTo(a.transpose(-2, -1).matmul(g), b.shape),
  ],
};

/**
 * Matrix product over the last two axes, leading axes broadcast. As in PyTorch a vector is taken as a row on the left, as a
 * column on the right, and the added axis is removed again.
 * @throws ShapeError when the inner sizes differ.
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  if (a.shape.length === 0 || b.shape.length === 0) {
    throw new ShapeError('matmul: takes vectors or matrices, received a single number; use mul', {
      a: a.shape,
      b: b.shape,
    });
  }
  if (a.shape.length === 1) {
    const row = b.shape.length === 1 ? 0 : -2;
    return scope(() => matmul(a.unsqueeze(0), b).squeeze(row));
  }
  if (b.shape.length === 1) return scope(() => matmul(a, b.unsqueeze(1)).squeeze(-1));
  if (
    b.shape.length === 2 &&
    a.shape.length > 2 &&
    a.isContiguous &&
    a.shape.at(-1) === b.shape[0]
  ) {
    // One product of many rows is faster than many products, and so is its gradient.
    const lead = a.shape.slice(0, -1);
    return scope(() => {
      const rows = a.reshape([elementCount(lead), b.shape[0]!]);
      return apply1(matmulOp, [rows, b], undefined).reshape([...lead, b.shape[1]!]);
    });
  }
  return apply1(matmulOp, [a, b], undefined);
}
