import { apply1, expectDType } from '../apply.ts';
import type { MatmulActivation, Operand } from '../backend.ts';
import { checkShapes } from '../check-shapes.ts';
import { RangeFault } from '../errors.ts';
import type { KernelOp } from '../op.ts';
import { scope } from '../scope.ts';
import { elementCount, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { wherePositive } from './arithmetic.ts';
import { withView } from './operand.ts';
import { contiguous } from './reshape.ts';
import { reshapedStrides } from './reshaped-strides.ts';

type LinearInputs = readonly [x: Tensor, weight: Tensor, bias: Tensor | undefined];

export interface LinearOptions {
  /** Applied to the result: relu, max(y, 0). One pass over memory fewer than a call of it. */
  readonly activation?: MatmulActivation | undefined;
}

/** `activation(x Wᵀ + b)` along the last axis of an x that `rowsOf` takes. */
export const linearOp: KernelOp<LinearInputs, LinearOptions> = {
  name: 'linear',
  outputs: ([x, weight, bias]) => {
    for (const input of [x, weight, bias]) if (input) expectDType('linear', input, 'float32');
    return [{ shape: [...x.shape.slice(0, -1), weight.shape[0]!], dtype: 'float32' }];
  },
  forward: (backend, [x, weight, bias], [output], { activation }) => {
    const transposed = {
      buffer: weight.buffer,
      dtype: weight.dtype,
      shape: weight.shape.toReversed(),
      strides: weight.strides.toReversed(),
      offset: weight.offset,
    };
    backend.matmul(rowsOf(x)!, transposed, rowsOf(output!)!, { bias, activation });
  },
  vjp: ({ inputs: [x, weight, bias], outputs: [y], attributes: { activation } }, gradient) => {
    // Where relu cut, its result is 0 and so is the gradient.
    const g = activation === 'relu' ? wherePositive(gradient, y!) : gradient;
    return [
      () => g.matmul(weight),
      () => rows(g).transpose(0, 1).matmul(rows(x)),
      bias && (() => rows(g).sum(0)),
    ];
  },
};

function rowsShape(shape: Shape): Shape {
  return [elementCount(shape.slice(0, -1)), shape.at(-1)!];
}

/** A tensor `[.., n]` as one matrix of rows. */
function rows(x: Tensor): Tensor {
  return x.reshape(rowsShape(x.shape));
}

/** The same of an operand, without a view of its own on the tape; undefined where its memory allows none. */
function rowsOf(x: Operand): Operand | undefined {
  if (x.shape.length === 2) return x;
  const shape = rowsShape(x.shape);
  const strides = reshapedStrides(x.shape, x.strides, shape);
  return strides && withView(x, { shape, strides, offset: x.offset });
}

/**
 * y = x Wᵀ + b, or max(x Wᵀ + b, 0) with `activation: 'relu'`.
 *
 * x `[.., in]`, weight `[out, in]`, bias `[out]` → `[.., out]`.
 * @throws ShapeError naming the size that does not fit; RangeFault for another activation.
 */
export function linear(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor,
  { activation }: LinearOptions = {},
): Tensor {
  checkShapes('linear', {
    x: [x, ['...', 'in']],
    weight: [weight, ['out', 'in']],
    bias: [bias, ['out']],
  });
  checkActivation(activation);
  const apply = (from: Tensor) => apply1(linearOp, [from, weight, bias], { activation });
  return rowsOf(x) ? apply(x) : scope(() => apply(contiguous(x)));
}

function checkActivation(activation: string | undefined): void {
  if (activation === undefined || activation === 'relu') return;
  throw new RangeFault(
    `linear: the activation must be 'relu' or none, received '${activation}'; apply others to the result`,
    { activation },
  );
}
