import { apply1, expectDType } from '../apply.ts';
import { opTable, type KernelOp } from '../op.ts';
import type { Tensor } from '../tensor.ts';

/** What the core needs to know of an elementwise function of one tensor. */
export interface UnaryDefinition {
  /** The gradient of `x`, from `x`, `y = f(x)` and the gradient `g` of `y`. */
  readonly vjp: (x: Tensor, y: Tensor, g: Tensor) => Tensor;
  /** An interval on which the function is smooth; [-2, 2] unless said otherwise. */
  readonly domain?: readonly [low: number, high: number];
  /** Whether int32 is taken too. */
  readonly integers?: true;
}

const halfRootTau = Math.sqrt(Math.PI / 2);
const twoOverRootPi = 2 / Math.sqrt(Math.PI);

/** Every elementwise function. A new one: a line here, and then the compiler lists the tables of the backends. */
export const unaryDefinitions = {
  neg: { vjp: (_x, _y, g) => g.neg(), integers: true },
  abs: { vjp: (x, _y, g) => g.mul(sign(x)), domain: [0.5, 2], integers: true },
  sign: { vjp: (_x, _y, g) => g.mul(0), domain: [0.5, 2], integers: true },
  floor: { vjp: (_x, _y, g) => g.mul(0), domain: [0.1, 0.9] },
  ceil: { vjp: (_x, _y, g) => g.mul(0), domain: [0.1, 0.9] },
  /** To the nearest integer, halves to the even one. */
  round: { vjp: (_x, _y, g) => g.mul(0), domain: [0.6, 1.4] },
  exp: { vjp: (_x, y, g) => g.mul(y) },
  expm1: { vjp: (_x, y, g) => g.mul(y.add(1)) },
  log: { vjp: (x, _y, g) => g.div(x), domain: [0.2, 3] },
  log1p: { vjp: (x, _y, g) => g.div(x.add(1)), domain: [-0.7, 3] },
  sqrt: { vjp: (_x, y, g) => g.div(y.mul(2)), domain: [0.2, 3] },
  rsqrt: { vjp: (x, y, g) => g.mul(y).div(x).mul(-0.5), domain: [0.3, 3] },
  square: { vjp: (x, _y, g) => g.mul(x).mul(2), integers: true },
  reciprocal: { vjp: (_x, y, g) => g.mul(y.square()).neg(), domain: [0.4, 3] },
  sin: { vjp: (x, _y, g) => g.mul(cos(x)) },
  cos: { vjp: (x, _y, g) => g.mul(sin(x)).neg() },
  tanh: { vjp: (_x, y, g) => g.mul(y.square().neg().add(1)) },
  sigmoid: { vjp: (_x, y, g) => g.mul(y).mul(y.neg().add(1)) },
  /** log(1 + e^x), computed without overflow. */
  softplus: { vjp: (x, _y, g) => g.mul(x.sigmoid()) },
  relu: { vjp: (x, _y, g) => g.mul(x.greater(0).cast('float32')), domain: [0.2, 2] },
  /** x · Φ(x), Φ the normal distribution function (Hendrycks & Gimpel 2016, exact form). */
  gelu: {
    vjp: (x, _y, g) => {
      const cdf = erf(x.mul(Math.SQRT1_2)).add(1).mul(0.5);
      const density = x
        .square()
        .mul(-0.5)
        .exp()
        .mul(0.5 / halfRootTau);
      return g.mul(cdf.add(x.mul(density)));
    },
  },
  /** 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))) (ibid., section 2). */
  geluTanh: {
    vjp: (x, _y, g) => {
      const t = x
        .square()
        .mul(0.044715)
        .add(1)
        .mul(x)
        .mul(1 / halfRootTau)
        .tanh();
      const slope = x
        .square()
        .mul(0.134145)
        .add(1)
        .mul(1 / halfRootTau);
      const inner = t.square().neg().add(1).mul(slope).mul(x);
      return g.mul(t.add(1).add(inner).mul(0.5));
    },
  },
  /** x · sigmoid(x). */
  silu: {
    vjp: (x, y, g) => {
      const s = x.sigmoid();
      return g.mul(s.add(y.mul(s.neg().add(1))));
    },
  },
  erf: { vjp: (x, _y, g) => g.mul(x.square().neg().exp().mul(twoOverRootPi)) },
} satisfies Record<string, UnaryDefinition>;

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

export const neg: (x: Tensor) => Tensor = unary('neg');
export const abs: (x: Tensor) => Tensor = unary('abs');
export const sign: (x: Tensor) => Tensor = unary('sign');
export const floor: (x: Tensor) => Tensor = unary('floor');
export const ceil: (x: Tensor) => Tensor = unary('ceil');
export const round: (x: Tensor) => Tensor = unary('round');
export const exp: (x: Tensor) => Tensor = unary('exp');
export const expm1: (x: Tensor) => Tensor = unary('expm1');
export const log: (x: Tensor) => Tensor = unary('log');
export const log1p: (x: Tensor) => Tensor = unary('log1p');
export const sqrt: (x: Tensor) => Tensor = unary('sqrt');
export const rsqrt: (x: Tensor) => Tensor = unary('rsqrt');
export const square: (x: Tensor) => Tensor = unary('square');
export const reciprocal: (x: Tensor) => Tensor = unary('reciprocal');
export const sin: (x: Tensor) => Tensor = unary('sin');
export const cos: (x: Tensor) => Tensor = unary('cos');
export const tanh: (x: Tensor) => Tensor = unary('tanh');
export const sigmoid: (x: Tensor) => Tensor = unary('sigmoid');
export const softplus: (x: Tensor) => Tensor = unary('softplus');
export const relu: (x: Tensor) => Tensor = unary('relu');
export const silu: (x: Tensor) => Tensor = unary('silu');
export const erf: (x: Tensor) => Tensor = unary('erf');

const geluExact = unary('gelu');
const geluByTanh = unary('geluTanh');

/** Gaussian error linear unit; `approximate: 'tanh'` for the cheaper form, as in PyTorch. */
export function gelu(x: Tensor, options: { approximate?: 'none' | 'tanh' } = {}): Tensor {
  return options.approximate === 'tanh' ? geluByTanh(x) : geluExact(x);
}
