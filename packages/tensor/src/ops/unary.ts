import { apply1, expectDType } from '../apply.ts';
import { opTable, type KernelOp } from '../op.ts';
import type { Tensor } from '../tensor.ts';
import { wherePositive } from './arithmetic.ts';
import { erf as errorFunction, erfc as complementaryErrorFunction } from './error-function.ts';

/** An elementwise function of one tensor: what it is, and its gradient. */
export interface UnaryDefinition {
  /** The function of one number, in double precision: what every kernel must agree with. */
  readonly value: (x: number) => number;
  /** The gradient of `x`, from `x`, `y = f(x)` and the gradient `g` of `y`. */
  readonly vjp: (x: Tensor, y: Tensor, g: Tensor) => Tensor;
  /** An interval on which the function is smooth; [-2, 2] unless said otherwise. */
  readonly domain?: readonly [low: number, high: number];
  /** Whether int32 is taken too, and its value there if it is another one. Results wrap around at 32 bits. */
  readonly integers?: true | ((x: number) => number);
}

const halfRootTau = Math.sqrt(Math.PI / 2);
const densityAtZero = 0.5 / halfRootTau;
const twoOverRootPi = 2 / Math.sqrt(Math.PI);

/** Every elementwise function. A new one: an entry here and an export below; then the compiler lists the tables of kernels. */
export const unaryDefinitions = {
  neg: { value: (x) => -x, vjp: (_x, _y, g) => g.neg(), integers: true },
  abs: { value: Math.abs, vjp: (x, _y, g) => g.mul(sign(x)), domain: [0.5, 2], integers: true },
  sign: { value: Math.sign, vjp: (_x, _y, g) => g.mul(0), domain: [0.5, 2], integers: true },
  floor: { value: Math.floor, vjp: (_x, _y, g) => g.mul(0), domain: [0.1, 0.9] },
  ceil: { value: Math.ceil, vjp: (_x, _y, g) => g.mul(0), domain: [0.1, 0.9] },
  /** To the nearest integer, halves to the even one. */
  round: { value: roundHalfToEven, vjp: (_x, _y, g) => g.mul(0), domain: [0.6, 1.4] },
  exp: { value: Math.exp, vjp: (_x, y, g) => g.mul(y) },
  expm1: { value: Math.expm1, vjp: (_x, y, g) => g.mul(y.add(1)) },
  log: { value: Math.log, vjp: (x, _y, g) => g.div(x), domain: [0.2, 3] },
  log1p: { value: Math.log1p, vjp: (x, _y, g) => g.div(x.add(1)), domain: [-0.7, 3] },
  sqrt: { value: Math.sqrt, vjp: (_x, y, g) => g.div(y.mul(2)), domain: [0.2, 3] },
  rsqrt: {
    value: (x) => 1 / Math.sqrt(x),
    vjp: (x, y, g) => g.mul(y).div(x).mul(-0.5),
    domain: [0.3, 3],
  },
  square: {
    value: (x) => x * x,
    vjp: (x, _y, g) => g.mul(x).mul(2),
    integers: (x) => Math.imul(x, x),
  },
  reciprocal: { value: (x) => 1 / x, vjp: (_x, y, g) => g.mul(y.square()).neg(), domain: [0.4, 3] },
  sin: { value: Math.sin, vjp: (x, _y, g) => g.mul(cos(x)) },
  cos: { value: Math.cos, vjp: (x, _y, g) => g.mul(sin(x)).neg() },
  tanh: { value: Math.tanh, vjp: (_x, y, g) => g.mul(y.square().neg().add(1)) },
  sigmoid: {
    value: (x) => 1 / (1 + Math.exp(-x)),
    vjp: (_x, y, g) => g.mul(y).mul(y.neg().add(1)),
  },
  /** log(1 + e^x), computed without overflow. */
  softplus: {
    value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    vjp: (x, _y, g) => g.mul(x.sigmoid()),
  },
  relu: {
    value: (x) => Math.max(x, 0),
    vjp: (x, _y, g) => wherePositive(g, x),
    domain: [0.2, 2],
  },
  /** x · Φ(x), Φ the normal distribution function (Hendrycks & Gimpel 2016, exact form). */
  gelu: {
    value: (x) => 0.5 * x * complementaryErrorFunction(-x * Math.SQRT1_2),
    vjp: (x, y, g) => {
      const square = x.square();
      const density = square.mul(-0.5).exp().mul(densityAtZero);
      return g.mul(normalCdf(x, y, square).add(x.mul(density)));
    },
  },
  /** 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))) (ibid., section 2), as x σ(2 √(2/π) …), which does not cancel. */
  geluTanh: {
    value: (x) => x / (1 + Math.exp((-2 * (x + 0.044715 * x ** 3)) / halfRootTau)),
    vjp: (x, y, g) => {
      const square = x.square();
      const t = square
        .mul(0.08943 / halfRootTau)
        .add(2 / halfRootTau)
        .mul(x);
      const slope = square.mul(0.26829 / halfRootTau).add(2 / halfRootTau);
      return g.mul(t.sigmoid().add(y.mul(t.neg().sigmoid()).mul(slope)));
    },
  },
  /** x · sigmoid(x). */
  silu: {
    value: (x) => x / (1 + Math.exp(-x)),
    // 1 - σ(x) = σ(-x) does not cancel.
    vjp: (x, y, g) => g.mul(x.sigmoid().add(y.mul(x.neg().sigmoid()))),
  },
  /** x / (1 + |x|). */
  softsign: {
    value: (x) => x / (1 + Math.abs(x)),
    vjp: (x, _y, g) => g.div(abs(x).add(1).square()),
    domain: [0.1, 2],
  },
  erf: {
    value: errorFunction,
    vjp: (x, _y, g) => g.mul(x.square().neg().exp().mul(twoOverRootPi)),
  },
} satisfies Record<string, UnaryDefinition>;

/** Φ(x) as y/x with y = x Φ(x), which keeps the digits where Φ is small; by its series near 0. */
function normalCdf(x: Tensor, y: Tensor, square: Tensor): Tensor {
  const isNear = square.less(0.0025);
  const series = square
    .mul(-densityAtZero / 6)
    .add(densityAtZero)
    .mul(x)
    .add(0.5);
  return isNear.where(series, y.div(isNear.where(1, x)));
}

function roundHalfToEven(x: number): number {
  return Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x);
}

/** The name of an elementwise function. */
export type UnaryKind = keyof typeof unaryDefinitions;

export const unaryKinds = Object.keys(unaryDefinitions) as UnaryKind[];

const definitions: Readonly<Record<UnaryKind, UnaryDefinition>> = unaryDefinitions;

/** The op of an elementwise function: same shape, same dtype. */
export function unaryOp(kind: UnaryKind): KernelOp<readonly [Tensor], undefined> {
  const { vjp, integers } = definitions[kind];
  return {
    name: kind,
    outputs: ([x]) => {
      if (integers) expectDType(kind, x, 'float32', 'int32');
      else expectDType(kind, x, 'float32');
      return [{ shape: x.shape, dtype: x.dtype }];
    },
    forward: (backend, [x], [output]) => backend.unary(kind, x, output!),
    vjp: ({ inputs: [x], outputs: [y] }, g) => [() => vjp(x, y!, g)],
  };
}

/** All elementwise functions as ops. */
export const unaryOps = opTable(unaryKinds, unaryOp);

function unary(kind: UnaryKind): (x: Tensor) => Tensor {
  const op = unaryOps[kind];
  return (x) => apply1(op, [x], undefined);
}

/** -x, elementwise; float32 or int32. */
export const neg: (x: Tensor) => Tensor = unary('neg');
/** |x|, elementwise; float32 or int32. The gradient at 0 is 0. */
export const abs: (x: Tensor) => Tensor = unary('abs');
/** -1, 0 or 1 by the sign of x, elementwise; float32 or int32. The gradient is 0. */
export const sign: (x: Tensor) => Tensor = unary('sign');
/** The largest whole number not above x, elementwise. The gradient is 0. */
export const floor: (x: Tensor) => Tensor = unary('floor');
/** The smallest whole number not below x, elementwise. The gradient is 0. */
export const ceil: (x: Tensor) => Tensor = unary('ceil');
/** The nearest whole number, halves to even, elementwise. The gradient is 0. */
export const round: (x: Tensor) => Tensor = unary('round');
/** eˣ, elementwise. */
export const exp: (x: Tensor) => Tensor = unary('exp');
/** eˣ - 1, elementwise, exact near 0. */
export const expm1: (x: Tensor) => Tensor = unary('expm1');
/** The natural logarithm of x, elementwise: -∞ of 0, NaN below. */
export const log: (x: Tensor) => Tensor = unary('log');
/** log(1 + x), elementwise, exact near 0. */
export const log1p: (x: Tensor) => Tensor = unary('log1p');
/** √x, elementwise: NaN below 0. */
export const sqrt: (x: Tensor) => Tensor = unary('sqrt');
/** 1 / √x, elementwise. */
export const rsqrt: (x: Tensor) => Tensor = unary('rsqrt');
/** x², elementwise; float32 or int32. */
export const square: (x: Tensor) => Tensor = unary('square');
/** 1 / x, elementwise. */
export const reciprocal: (x: Tensor) => Tensor = unary('reciprocal');
/** sin x, x in radians, elementwise. */
export const sin: (x: Tensor) => Tensor = unary('sin');
/** cos x, x in radians, elementwise. */
export const cos: (x: Tensor) => Tensor = unary('cos');
/** tanh x, elementwise. */
export const tanh: (x: Tensor) => Tensor = unary('tanh');
/** 1 / (1 + e⁻ˣ), elementwise. */
export const sigmoid: (x: Tensor) => Tensor = unary('sigmoid');
/** log(1 + eˣ), elementwise, without overflow. */
export const softplus: (x: Tensor) => Tensor = unary('softplus');
/** max(x, 0), elementwise. The gradient at 0 is 0. */
export const relu: (x: Tensor) => Tensor = unary('relu');
/** x · sigmoid(x), elementwise (Hendrycks & Gimpel 2016; PyTorch’s `silu`, also called swish). */
export const silu: (x: Tensor) => Tensor = unary('silu');
/** x / (1 + |x|), elementwise. */
export const softsign: (x: Tensor) => Tensor = unary('softsign');
/** The error function 2/√π ∫₀ˣ exp(-t²) dt, elementwise. */
export const erf: (x: Tensor) => Tensor = unary('erf');
