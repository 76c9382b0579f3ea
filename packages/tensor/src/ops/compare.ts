import { apply1, expectDType, expectSameDType, withTerm } from '../apply.ts';
import { notDifferentiable, opTable, type KernelOp } from '../op.ts';
import { broadcastShapes } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import type { Term } from './arithmetic.ts';
import { broadcastOperand } from './operand.ts';

/** Comparisons of two tensors of one dtype; the result is bool. NaN is unequal to everything and in no order. */
export const compareKinds = [
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
] as const;

/** The name of a comparison. */
export type CompareKind = (typeof compareKinds)[number];

type Pair = readonly [Tensor, Tensor];

export function compareOp(kind: CompareKind): KernelOp<Pair, undefined> {
  return {
    name: kind,
    outputs: ([a, b]) => {
      expectSameDType(kind, a, b);
      return [{ shape: broadcastShapes(kind, a.shape, b.shape), dtype: 'bool' }];
    },
    forward: (backend, [a, b], [output]) => {
      const { shape } = output!;
      backend.compare(kind, broadcastOperand(a, shape), broadcastOperand(b, shape), output!);
    },
    vjp: notDifferentiable('a comparison is true or false and has no slope'),
  };
}

/** All comparisons as ops. */
export const compareOps = opTable(compareKinds, compareOp);

function compare(kind: CompareKind): (a: Tensor, b: Term) => Tensor {
  const op = compareOps[kind];
  return (a, b) => withTerm(kind, b, a, (term) => apply1(op, [a, term], undefined));
}

/** a = b, elementwise, as bool. Shapes broadcast; NaN equals nothing. */
export const equal: (a: Tensor, b: Term) => Tensor = compare('equal');
/** a ≠ b, elementwise, as bool. Shapes broadcast; NaN differs from everything. */
export const notEqual: (a: Tensor, b: Term) => Tensor = compare('notEqual');
/** a < b, elementwise, as bool. Shapes broadcast; false where either is NaN. */
export const less: (a: Tensor, b: Term) => Tensor = compare('less');
/** a ≤ b, elementwise, as bool. Shapes broadcast; false where either is NaN. */
export const lessEqual: (a: Tensor, b: Term) => Tensor = compare('lessEqual');
/** a > b, elementwise, as bool. Shapes broadcast; false where either is NaN. */
export const greater: (a: Tensor, b: Term) => Tensor = compare('greater');
/** a ≥ b, elementwise, as bool. Shapes broadcast; false where either is NaN. */
export const greaterEqual: (a: Tensor, b: Term) => Tensor = compare('greaterEqual');

function logicOp(name: string, kind: 'minimum' | 'maximum'): KernelOp<Pair, undefined> {
  return {
    name,
    outputs: ([a, b]) => {
      expectDType(name, a, 'bool');
      expectDType(name, b, 'bool');
      return [{ shape: broadcastShapes(name, a.shape, b.shape), dtype: 'bool' }];
    },
    forward: (backend, [a, b], [output]) => {
      const { shape } = output!;
      backend.arithmetic(kind, broadcastOperand(a, shape), broadcastOperand(b, shape), output!);
    },
    vjp: notDifferentiable('logic is true or false and has no slope'),
  };
}

export const logicalAndOp: KernelOp<Pair, undefined> = logicOp('logicalAnd', 'minimum');
export const logicalOrOp: KernelOp<Pair, undefined> = logicOp('logicalOr', 'maximum');

/** Both. Of bool tensors. */
export function logicalAnd(a: Tensor, b: Tensor): Tensor {
  return apply1(logicalAndOp, [a, b], undefined);
}

/** Either or both. Of bool tensors. */
export function logicalOr(a: Tensor, b: Tensor): Tensor {
  return apply1(logicalOrOp, [a, b], undefined);
}

/** One of the two, not both. Of bool tensors. */
export function logicalXor(a: Tensor, b: Tensor): Tensor {
  expectDType('logicalXor', a, 'bool');
  return notEqual(a, b);
}

/** The opposite of a bool tensor. */
export function logicalNot(a: Tensor): Tensor {
  expectDType('logicalNot', a, 'bool');
  return equal(a, 0);
}

/** Where a number is not a number. */
export function isNaN(x: Tensor): Tensor {
  return notEqual(x, x);
}
