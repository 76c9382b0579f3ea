import {
  constantVector,
  type Expr,
  f32x4,
  type FunctionBuilder,
  type Local,
  madd,
  nmadd,
  v128,
} from '../assembler/index.ts';
import { expBelow, timesExp, timesSigmoid } from './exponential.ts';
import { polynomial } from './polynomial.ts';

/** Where u = (a - centre) / (a + centre) changes its sign. */
const centre = 3.984375;
/** Makes the tail times e^(a²/2) (a + level) almost constant. */
const level = 0.6875;

/**
 * e^(a²/2) (1 - Φ(a)) (a + level) in u, for a from 0.66 to 14.6; relative error at most 2⁻²⁷·².
 *
 * Source: our own minimax fit (Lawson's iteration), coefficients rounded to float32 one after the other; the variable is that of
 * Shepherd & Laframboise 1981.
 */
const scaledTail = [
  0.44263482093811035, -0.04335607588291168, -0.025253763422369957, 0.05123690515756607,
  -0.04174686223268509, 0.02033376507461071, -0.004926968365907669, -0.0006026976043358445,
  0.0006647504633292556,
] as const;

/** Below this size Φ is ½ and an odd polynomial, which round less often. */
const crossover = 0.67;

/** (Φ(√s) - ½) / √s for s up to the square of the crossover; relative error at most 2⁻²⁵. Our own minimax fit. */
const central = [
  0.3989422917366028, -0.06649114191532135, 0.009981570765376091, -0.0012136136647313833,
  0.00013848832168150693,
] as const;

/** All bits but the lowest twelve of the mantissa: the square of such a number is exact. */
const upperBits = constantVector('i32x4', 0xffff_f000);

/** -a²/2 in two parts: a² is twice as long as a, and all of it matters to e^(-a²/2). */
function halfSquare(f: FunctionBuilder, a: Local<'v128'>): readonly [Local<'v128'>, Local<'v128'>] {
  const upper = f.let(v128.and(a, upperBits));
  const rest = f32x4.mul(f32x4.sub(a, upper), f32x4.add(a, upper));
  return [f.let(f32x4.mul(f32x4.mul(upper, upper), -0.5)), f.let(f32x4.mul(rest, -0.5))];
}

/** The tail 1 - Φ(a) = t(a) e^(-a²/2) of a size: t(a). */
function tailFactor(f: FunctionBuilder, size: Local<'v128'>): Expr<'v128'> {
  const u = f.let(f32x4.div(f32x4.sub(size, centre), f32x4.add(size, centre)));
  return f32x4.div(polynomial(u, scaledTail), f32x4.add(size, level));
}

/** x Φ(x), Φ the normal distribution function, as max(x, 0) - |x| (1 - Φ(|x|)): without cancellation where it is small. */
export function gelu(f: FunctionBuilder, x: Expr<'v128'>): Local<'v128'> {
  const argument = f.let(x);
  // At 17 the tail is 0.
  const size = f.let(f32x4.pmin(f32x4.abs(argument), 17));
  const tail = timesExp(f, f.let(f32x4.mul(tailFactor(f, size), size)), halfSquare(f, size));
  // max(x, 0), and NaN for -∞.
  const half = f.let(f32x4.mul(argument, 0.5));
  const far = f32x4.sub(f32x4.add(half, f32x4.abs(half)), tail);
  const square = f.let(f32x4.mul(size, size));
  const near = f32x4.mul(argument, madd(argument, polynomial(square, central), 0.5));
  return f.let(v128.bitselect(near, far, f32x4.lt(size, crossover)));
}

/** (Φ(√s) - ½) / √s + φ(√s) for s up to the square of the crossover, φ the density; error times √s at most 2⁻²⁸. Our own minimax fit. */
const centralSlope = [
  0.7978845238685608, -0.2659599483013153, 0.059823814779520035, -0.009420357644557953,
  0.0010013801511377096,
] as const;

/** The derivative Φ(x) + x φ(x): of -a it is (t(a) - a φ(0)) e^(-a²/2), and what both signs have sums to 1. */
export function geluSlope(f: FunctionBuilder, x: Expr<'v128'>): Local<'v128'> {
  const argument = f.let(x);
  const size = f.let(f32x4.pmin(f32x4.abs(argument), 17));
  const factor = f.let(nmadd(size, 1 / Math.sqrt(2 * Math.PI), tailFactor(f, size)));
  const below = timesExp(f, factor, halfSquare(f, size));
  const square = f.let(f32x4.mul(size, size));
  const near = madd(argument, polynomial(square, centralSlope), 0.5);
  const far = v128.bitselect(below, f32x4.sub(1, below), f32x4.lt(argument, 0));
  return f.let(v128.bitselect(near, far, f32x4.lt(size, crossover)));
}

const steepness = 2 * Math.sqrt(2 / Math.PI);

/** x · sigmoid(2 √(2/π) (x + 0.044715 x³)): (1 + tanh t) / 2 = sigmoid(2t), without cancellation. */
export function geluTanh(f: FunctionBuilder, x: Expr<'v128'>): Local<'v128'> {
  const argument = f.let(x);
  const slope = madd(f32x4.mul(argument, argument), steepness * 0.044715, steepness);
  return timesSigmoid(f, argument, f.let(f32x4.mul(argument, slope)));
}

/** The derivative σ(t) + x t' σ(t) σ(-t), t the argument of the sigmoid: of -a it is σ(-t) (1 - a t' σ(t)), and what both signs have sums to 1. */
export function geluTanhSlope(f: FunctionBuilder, x: Expr<'v128'>): Local<'v128'> {
  const argument = f.let(x);
  // At 17 e^-t is 0.
  const size = f.let(f32x4.pmin(f32x4.abs(argument), 17));
  const square = f.let(f32x4.mul(size, size));
  const t = f32x4.mul(size, madd(square, steepness * 0.044715, steepness));
  const e = expBelow(f, f32x4.neg(t));
  const upper = f.let(f32x4.div(1, f32x4.add(e, 1)));
  const product = f32x4.mul(size, madd(square, 3 * steepness * 0.044715, steepness));
  const below = f.let(f32x4.mul(f32x4.mul(e, upper), nmadd(product, upper, 1)));
  return f.let(v128.bitselect(below, f32x4.sub(1, below), f32x4.lt(argument, 0)));
}
