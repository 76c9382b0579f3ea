import { apply1, expectDType } from '../apply.ts';
import type { DType } from '../dtype.ts';
import { RangeFault } from '../errors.ts';
import { notDifferentiable, type KernelOp } from '../op.ts';
import { scope } from '../scope.ts';
import {
  elementCount,
  normalizeAxes,
  normalizeAxis,
  rowMajorStrides,
  type Shape,
} from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { reshapedOperand } from './operand.ts';
import { productOfOthers } from './product-of-others.ts';

/** Ways to combine the elements along axes into one. */
export const reduceKinds = ['sum', 'prod', 'max', 'min', 'any', 'all', 'argmax', 'argmin'] as const;

/** The name of a reduction. */
export type ReduceKind = (typeof reduceKinds)[number];

/** One axis, several, or (left out) all of them. */
export type Axes = number | readonly number[] | undefined;

/** Options of reductions. */
export interface ReduceOptions {
  /** Keeps reduced axes, with size 1. */
  readonly keepDim?: boolean;
}

interface ReduceAttributes {
  readonly axes: readonly number[];
  readonly keepDim: boolean;
}

const outputDType: Readonly<Record<ReduceKind, (input: DType) => DType>> = {
  sum: (input) => input,
  prod: (input) => input,
  max: (input) => input,
  min: (input) => input,
  any: () => 'bool',
  all: () => 'bool',
  argmax: () => 'int32',
  argmin: () => 'int32',
};

const inputDTypes: Readonly<Record<ReduceKind, readonly DType[]>> = {
  sum: ['float32', 'int32'],
  prod: ['float32', 'int32'],
  max: ['float32', 'int32'],
  min: ['float32', 'int32'],
  any: ['bool'],
  all: ['bool'],
  argmax: ['float32', 'int32'],
  argmin: ['float32', 'int32'],
};

function keptShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

type ReduceOp = KernelOp<readonly [Tensor], ReduceAttributes>;

function reduceOp(kind: ReduceKind, vjp: ReduceOp['vjp']): ReduceOp {
  return {
    name: kind,
    outputs: ([x], { axes, keepDim }) => {
      expectDType(kind, x, ...inputDTypes[kind]);
      const kept = keptShape(x.shape, axes);
      if (elementCount(x.shape) === 0 && elementCount(kept) > 0) refuseEmpty(kind, x.shape, axes);
      const shape = keepDim ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
      return [{ shape, dtype: outputDType[kind](x.dtype) }];
    },
    forward: (backend, [x], [output], { axes }) => {
      const kept = keptShape(x.shape, axes);
      backend.reduce(kind, x, axes, reshapedOperand(output!, kept, rowMajorStrides(kept)));
    },
    vjp,
  };
}

function refuseEmpty(kind: ReduceKind, shape: Shape, axes: readonly number[]): void {
  if (kind === 'max' || kind === 'min' || kind === 'argmax' || kind === 'argmin') {
    throw new RangeFault(
      `${kind}: nothing to choose from along axes [${axes.join(', ')}] of [${shape.join(', ')}]`,
      {
        op: kind,
        shape,
        axes,
      },
    );
  }
}

/** Gives a reduced tensor its reduced axes back, with size 1, so that it broadcasts against the input. */
function restoreAxes(reduced: Tensor, x: Tensor, { axes }: ReduceAttributes): Tensor {
  return reduced.reshape(keptShape(x.shape, axes));
}

export const sumOp: ReduceOp = reduceOp('sum', ({ inputs: [x], attributes }, g) => [
  () => restoreAxes(g, x, attributes).expand(x.shape),
]);

/** Of equal extremes each gets its equal part of the gradient. */
const extremeVjp: ReduceOp['vjp'] = ({ inputs: [x], outputs: [y], attributes }, g) => [
  () => {
    const chosen = x.equal(restoreAxes(y!, x, attributes)).cast('float32');
    const count = chosen.sum(attributes.axes, { keepDim: true });
    return chosen.mul(restoreAxes(g, x, attributes).div(count));
  },
];

export const maxOp: ReduceOp = reduceOp('max', extremeVjp);
export const minOp: ReduceOp = reduceOp('min', extremeVjp);

export const prodOp: ReduceOp = reduceOp('prod', ({ inputs: [x], attributes }, g) => [
  () => restoreAxes(g, x, attributes).mul(productOfOthers(x, attributes.axes)),
]);

const choice = notDifferentiable('an index or a truth value has no slope');
export const anyOp: ReduceOp = reduceOp('any', choice);
export const allOp: ReduceOp = reduceOp('all', choice);
export const argmaxOp: ReduceOp = reduceOp('argmax', choice);
export const argminOp: ReduceOp = reduceOp('argmin', choice);

/** All reductions as ops. */
export const reduceOps: Readonly<Record<ReduceKind, ReduceOp>> = {
  sum: sumOp,
  prod: prodOp,
  max: maxOp,
  min: minOp,
  any: anyOp,
  all: allOp,
  argmax: argmaxOp,
  argmin: argminOp,
};

function reduce(op: ReduceOp): (x: Tensor, axes?: Axes, options?: ReduceOptions) => Tensor {
  return (x, axes, { keepDim = false } = {}) =>
    apply1(op, [x], { axes: normalizeAxes(op.name, axes, x.shape.length), keepDim });
}

type Reduction = (x: Tensor, axes?: Axes, options?: ReduceOptions) => Tensor;

/** Σ x along `axes`, all unless given; float32 or int32. 0 of nothing. */
export const sum: Reduction = reduce(sumOp);
/** Π x along `axes`, all unless given. 1 of nothing. */
export const prod: Reduction = reduce(prodOp);
/**
 * The largest element along `axes`, all unless given (PyTorch’s `amax`): NaN wins, equals share the gradient.
 * @throws RangeFault when there is nothing to choose from.
 */
export const max: Reduction = reduce(maxOp);
/**
 * The smallest element along `axes`, all unless given (PyTorch’s `amin`): NaN wins, equals share the gradient.
 * @throws RangeFault when there is nothing to choose from.
 */
export const min: Reduction = reduce(minOp);
/** Whether any element along `axes`, all unless given, is true; false of nothing. bool → bool. */
export const any: Reduction = reduce(anyOp);
/** Whether all elements along `axes`, all unless given, are true; true of nothing. bool → bool. */
export const all: Reduction = reduce(allOp);

function choose(op: ReduceOp): (x: Tensor, axis?: number, options?: ReduceOptions) => Tensor {
  return (x, axis, { keepDim = false } = {}) => {
    if (axis === undefined) {
      return scope(() => {
        const index = apply1(op, [x.reshape([x.size])], { axes: [0], keepDim: false });
        return keepDim ? index.reshape(x.shape.map(() => 1)) : index;
      });
    }
    return apply1(op, [x], { axes: [normalizeAxis(op.name, axis, x.shape.length)], keepDim });
  };
}

type Choice = (x: Tensor, axis?: number, options?: ReduceOptions) => Tensor;

/** Index (int32) of the largest element along `axis`, or in the whole tensor; the first of equals. */
export const argmax: Choice = choose(argmaxOp);
/** Index (int32) of the smallest element along `axis`, or in the whole tensor; the first of equals. */
export const argmin: Choice = choose(argminOp);

/** Arithmetic mean along `axes`. NaN of nothing. */
export function mean(x: Tensor, axes?: Axes, options: ReduceOptions = {}): Tensor {
  const normalized = normalizeAxes('mean', axes, x.shape.length);
  expectDType('mean', x, 'float32');
  const count = normalized.reduce((product, axis) => product * x.shape[axis]!, 1);
  return scope(() => sum(x, normalized, options).div(count));
}

export interface VarianceOptions extends ReduceOptions {
  /** Subtracted from the count in the divisor: 1 (PyTorch's default) for the unbiased estimate, 0 for the biased one. */
  readonly correction?: number;
}

/** Variance along `axes`: Σ (x - mean)² / (count - correction). PyTorch's `var`, which JavaScript reserves. */
export function variance(x: Tensor, axes?: Axes, options: VarianceOptions = {}): Tensor {
  const { correction = 1, keepDim = false } = options;
  const normalized = normalizeAxes('variance', axes, x.shape.length);
  const count = normalized.reduce((product, axis) => product * x.shape[axis]!, 1);
  return scope(() => {
    const centred = x.sub(mean(x, normalized, { keepDim: true }));
    return sum(centred.square(), normalized, { keepDim }).div(Math.max(0, count - correction));
  });
}
