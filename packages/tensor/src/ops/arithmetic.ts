import { apply1, expectDType, expectSameDType, withTerm } from '../apply.ts';
import type { Backend, Operand } from '../backend.ts';
import { opTable, type KernelOp } from '../op.ts';
import { broadcastShapes } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { logicalAnd } from './compare.ts';
import { broadcastOperand } from './operand.ts';
import { sumTo } from './sum-to.ts';

/** An elementwise function of two tensors: what it is, and its gradients. */
export interface ArithmeticDefinition {
  /** The function of two numbers, in double precision: what every kernel must agree with. */
  readonly value: (a: number, b: number) => number;
  /** The gradients of `a` and `b` before they are summed over broadcast axes. */
  readonly vjp: (
    a: Tensor,
    b: Tensor,
    y: Tensor,
    g: Tensor,
  ) => readonly [() => Tensor, () => Tensor];
  /** An interval for both operands on which the function is smooth. */
  readonly domain?: readonly [low: number, high: number];
  /** Whether int32 is taken too, and its value there if it is another one. Results wrap around at 32 bits. */
  readonly integers?: true | ((a: number, b: number) => number);
}

/** Every elementwise function of two tensors that computes a number. */
export const arithmeticDefinitions = {
  add: { value: (a, b) => a + b, vjp: (_a, _b, _y, g) => [() => g, () => g], integers: true },
  sub: { value: (a, b) => a - b, vjp: (_a, _b, _y, g) => [() => g, () => g.neg()], integers: true },
  mul: {
    value: (a, b) => a * b,
    vjp: (a, b, _y, g) => [() => g.mul(b), () => g.mul(a)],
    integers: Math.imul,
  },
  div: {
    value: (a, b) => a / b,
    vjp: (_a, b, y, g) => [() => g.div(b), () => g.mul(y).div(b).neg()],
    domain: [0.5, 2],
  },
  pow: {
    value: power,
    vjp: (a, b, y, g) => [
      // The slope in the base of 0⁰ is 0, not 0 · 0⁻¹.
      () => g.mul(b).mul(logicalAnd(a.equal(0), b.equal(0)).where(1, a).pow(b.sub(1))),
      // The slope in the exponent is 0 where the base is 0, not 0 · log 0.
      () => g.mul(y).mul(a.equal(0).where(1, a).log()),
    ],
    domain: [0.5, 2],
  },
  maximum: {
    value: (a, b) => Math.max(a, b),
    vjp: (a, b, _y, g) => [() => g.mul(share(a, b)), () => g.mul(share(b, a))],
    integers: true,
  },
  minimum: {
    value: (a, b) => Math.min(a, b),
    vjp: (a, b, _y, g) => [() => g.mul(share(b, a)), () => g.mul(share(a, b))],
    integers: true,
  },
  /** The gradient of relu: exactly 0 where it cut, whatever a is. */
  wherePositive: {
    value: (a, b) => (b <= 0 ? 0 : a),
    vjp: (_a, b, _y, g) => [() => wherePositive(g, b), () => g.mul(0)],
    domain: [0.5, 2],
  },
} satisfies Record<string, ArithmeticDefinition>;

/** IEEE 754 pow: 1 to any power is 1, and so is -1 to an infinite one (JavaScript says NaN). */
function power(a: number, b: number): number {
  return a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b;
}

/** 1 where `a` is greater, 0 where it is less, a half where they are equal: both get their part of the gradient. */
function share(a: Tensor, b: Tensor): Tensor {
  return a.greater(b).cast('float32').add(a.greaterEqual(b).cast('float32')).mul(0.5);
}

/** The name of an elementwise function of two tensors. */
export type ArithmeticKind = keyof typeof arithmeticDefinitions;

export const arithmeticKinds = Object.keys(arithmeticDefinitions) as ArithmeticKind[];

const definitions: Readonly<Record<ArithmeticKind, ArithmeticDefinition>> = arithmeticDefinitions;

type Pair = readonly [Tensor, Tensor];

/** The op of an elementwise function of two tensors; shapes broadcast. */
export function arithmeticOp(kind: ArithmeticKind): KernelOp<Pair, undefined> {
  const { vjp, integers } = definitions[kind];
  return {
    name: kind,
    outputs: ([a, b]) => {
      expectSameDType(kind, a, b);
      if (integers) expectDType(kind, a, 'float32', 'int32');
      else expectDType(kind, a, 'float32');
      return [{ shape: broadcastShapes(kind, a.shape, b.shape), dtype: a.dtype }];
    },
    forward: (backend, inputs, [output]) => arithmeticInto(backend, kind, inputs, output!),
    vjp: ({ inputs: [a, b], outputs: [y] }, g) => {
      const [ofA, ofB] = vjp(a, b, y!, g);
      return [() => sumTo(ofA(), a.shape), () => sumTo(ofB(), b.shape)];
    },
  };
}

function arithmeticInto(
  backend: Backend,
  kind: ArithmeticKind,
  [a, b]: Pair,
  output: Operand,
): void {
  const { shape } = output;
  backend.arithmetic(kind, broadcastOperand(a, shape), broadcastOperand(b, shape), output);
}

/** All elementwise functions of two tensors as ops. */
export const arithmeticOps = opTable(arithmeticKinds, arithmeticOp);

/** A tensor, or a number that takes the other operand's dtype. */
export type Term = Tensor | number;

function arithmetic(kind: ArithmeticKind): (a: Tensor, b: Term) => Tensor {
  const op = arithmeticOps[kind];
  return (a, b) => withTerm(kind, b, a, (term) => apply1(op, [a, term], undefined));
}

/** a + b, elementwise; float32 or int32. Shapes broadcast. */
export const add: (a: Tensor, b: Term) => Tensor = arithmetic('add');
/** a - b, elementwise; float32 or int32. Shapes broadcast. */
export const sub: (a: Tensor, b: Term) => Tensor = arithmetic('sub');
/** a · b, elementwise; float32 or int32. Shapes broadcast. */
export const mul: (a: Tensor, b: Term) => Tensor = arithmetic('mul');
/** a / b, elementwise; float32. Shapes broadcast; division by 0 gives ±∞ or NaN. */
export const div: (a: Tensor, b: Term) => Tensor = arithmetic('div');
/** aᵇ, elementwise; float32. Shapes broadcast; 1 to any power is 1, NaN included. */
export const pow: (a: Tensor, b: Term) => Tensor = arithmetic('pow');
/** The greater of a and b, elementwise; float32 or int32. Shapes broadcast; NaN wins, equals share the gradient. */
export const maximum: (a: Tensor, b: Term) => Tensor = arithmetic('maximum');
/** 0 where b ≤ 0, elsewhere a (also where b is NaN), elementwise; float32. Shapes broadcast; no gradient flows to b. */
export const wherePositive: (a: Tensor, b: Term) => Tensor = arithmetic('wherePositive');
/** The lesser of a and b, elementwise; float32 or int32. Shapes broadcast; NaN wins, equals share the gradient. */
export const minimum: (a: Tensor, b: Term) => Tensor = arithmetic('minimum');
