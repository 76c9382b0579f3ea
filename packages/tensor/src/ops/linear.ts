import { apply1, expectDType } from '../apply.ts';
import { checkShapes } from '../check-shapes.ts';
import type { KernelOp } from '../op.ts';
import { scope } from '../scope.ts';
import { elementCount } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

type LinearInputs = readonly [x: Tensor, weight: Tensor, bias: Tensor | undefined];

/** `x Wᵀ + b` of rows. */
export const linearOp: KernelOp<LinearInputs, undefined> = {
  name: 'linear',
  outputs: ([x, weight, bias]) => {
    for (const input of [x, weight, bias]) if (input) expectDType('linear', input, 'float32');
    return [{ shape: [x.shape[0]!, weight.shape[0]!], dtype: 'float32' }];
  },
  forward: (backend, [x, weight, bias], [output]) => {
    const transposed = {
      buffer: weight.buffer,
      dtype: weight.dtype,
      shape: weight.shape.toReversed(),
      strides: weight.strides.toReversed(),
      offset: weight.offset,
    };
    backend.matmul(x, transposed, output!, { bias });
  },
  vjp: ({ inputs: [x, weight, bias] }, g) => [
    () => g.matmul(weight),
    () => g.transpose(0, 1).matmul(x),
    bias && (() => g.sum(0)),
  ],
};

/**
 * y = x Wᵀ + b.
 *
 * x `[.., in]`, weight `[out, in]`, bias `[out]` → `[.., out]`.
 * @throws ShapeError naming the size that does not fit.
 */
export function linear(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  checkShapes('linear', {
    x: [x, ['...', 'in']],
    weight: [weight, ['out', 'in']],
    bias: [bias, ['out']],
  });
  const lead = x.shape.slice(0, -1);
  return scope(() => {
    const rows = x.reshape([elementCount(lead), x.shape.at(-1)!]);
    const y = apply1(linearOp, [rows, weight, bias], undefined);
    return y.reshape([...lead, weight.shape[0]!]);
  });
}
