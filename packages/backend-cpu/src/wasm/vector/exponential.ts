import {
  type Expr,
  f32x4,
  type FunctionBuilder,
  i32x4,
  type Local,
  madd,
  nmadd,
  v128,
} from '../assembler/index.ts';
import { polynomial } from './polynomial.ts';
import { withSignOf } from './sign.ts';

/** Added to a small number, it leaves the nearest whole number in the lowest bits of the sum: 1.5 · 2²³. */
const rounder = 12582912;

/** ln 2 in two parts; a whole number of up to 15 bits times the first part is exact. */
const ln2High = 0.693359375;
const ln2Low = -2.1219444e-4;

/**
 * (e^r - 1 - r) / r² for |r| ≤ ln 2 / 2; relative error of e^r - 1 at most 2⁻²⁶.
 *
 * Source: our own minimax fit (Lawson's iteration), coefficients rounded to float32 one after the other.
 */
const tail = [
  0.4999999701976776, 0.1666654348373413, 0.04166745766997337, 0.008366630412638187,
  0.0013869123067706823,
] as const;

/** Where tanh changes its formula. */
const nearZero = 0.55;

/** (tanh √s - √s) / √s³ for s from 0 to 0.55²; relative error of tanh at most 2⁻²⁴·⁶. Our own minimax fit. */
const tanhTail = [
  -0.33332931995391846, 0.13320375978946686, -0.05264878645539284, 0.01639263704419136,
] as const;

/** e^x = 2ⁿ (1 + q) with q = e^(x - n ln 2) - 1, n + `offset` in the lowest bits of `sum`. */
interface Parts {
  readonly sum: Local<'v128'>;
  readonly n: Local<'v128'>;
  readonly q: Local<'v128'>;
}

function parts(f: FunctionBuilder, limited: Local<'v128'>, offset: number): Parts {
  const sum = f.let(madd(limited, Math.LOG2E, rounder + offset));
  const n = f.let(f32x4.sub(sum, rounder + offset));
  const r = f.let(nmadd(n, ln2Low, nmadd(n, ln2High, limited)));
  return { sum, n, q: expm1Reduced(f, r) };
}

/** e^r - 1 for |r| ≤ ln 2 / 2. */
function expm1Reduced(f: FunctionBuilder, r: Local<'v128'>): Local<'v128'> {
  return f.let(madd(f32x4.mul(r, r), polynomial(r, tail), r));
}

/** The bits in which a float32 holds its exponent plus 127, from a sum whose lowest bits are that; 0 for 0. */
function asExponent(sum: Expr<'v128'>): Expr<'v128'> {
  return i32x4.shl(sum, 23);
}

const bias = 127;

/** e^x, of which subnormal results are right, too. */
export function exp(f: FunctionBuilder, x: Expr<'v128'>): Local<'v128'> {
  // From 89 on e^x is infinite; at -176 both powers of two become 0, which costs less than underflow.
  const limited = f.let(f32x4.pmin(f32x4.pmax(x, -176.06), 89));
  const { sum, n, q } = parts(f, limited, 2 * bias);
  // 2ⁿ itself may be out of range: it is applied in two halves.
  const half = f.let(asExponent(madd(n, 0.5, rounder + bias)));
  const rest = i32x4.sub(asExponent(sum), half);
  return f.let(f32x4.mul(madd(q, half, half), rest));
}

/** Carries results that are subnormal through the range of normal numbers. */
const lift = 64;

/** e^x for x below 40, cheaper than `exp`; subnormal results are right, too. */
export function expBelow(f: FunctionBuilder, x: Expr<'v128'>): Local<'v128'> {
  // At -132.39 the power of two becomes 0, which costs less than underflow.
  const { sum, q } = parts(f, f.let(f32x4.pmax(x, -132.39)), lift + bias);
  const scale = f.let(asExponent(sum));
  return f.let(f32x4.mul(madd(q, scale, scale), 2 ** -lift));
}

/** factor · e^(high + low) for a sum below 40, of which `low` is a small part that matters. */
export function timesExp(
  f: FunctionBuilder,
  factor: Local<'v128'>,
  [high, low]: readonly [Local<'v128'>, Local<'v128'>],
): Local<'v128'> {
  const limited = f.let(f32x4.pmax(f32x4.add(high, low), -132.39));
  const sum = f.let(madd(limited, Math.LOG2E, rounder + lift + bias));
  const n = f.let(f32x4.sub(sum, rounder + lift + bias));
  const r = f.let(f32x4.add(nmadd(n, ln2Low, nmadd(n, ln2High, high)), low));
  const product = madd(expm1Reduced(f, r), factor, factor);
  return f.let(f32x4.mul(f32x4.mul(product, asExponent(sum)), 2 ** -lift));
}

/** e^x - 1, exact to the last digits where x is small. */
export function expm1(f: FunctionBuilder, x: Expr<'v128'>): Local<'v128'> {
  const limited = f.let(f32x4.pmin(f32x4.pmax(x, -87.3), 89));
  const { sum, q } = parts(f, limited, bias - 1);
  // Half of 2ⁿ, for e^x may be close to the largest float32 while 2ⁿ is larger.
  const halfScale = f.let(asExponent(sum));
  const half = f.let(madd(q, halfScale, f32x4.sub(halfScale, 0.5)));
  return f.let(f32x4.add(half, half));
}

/** 1 / (1 + e^-x). */
export function sigmoid(f: FunctionBuilder, x: Expr<'v128'>): Local<'v128'> {
  return liftedSigmoid(f, f.let(x), 1);
}

/** factor / (1 + e^-x), as 2⁻⁶⁴ factor / (2⁻⁶⁴ + 2⁻⁶⁴ e^-x): e^-x alone may be infinite where the result is not 0. */
function liftedSigmoid(f: FunctionBuilder, x: Local<'v128'>, factor: number): Local<'v128'> {
  // Below -40 e^-x does not change the sum; from 104 + log(factor) on the quotient is 0.
  const limited = f.let(f32x4.pmin(f32x4.pmax(f.let(f32x4.neg(x)), -40), 104 + Math.log(factor)));
  const { sum, q } = parts(f, limited, bias - lift);
  const scale = f.let(asExponent(sum));
  const one = 2 ** -lift;
  return f.let(f32x4.div(factor * one, f32x4.add(madd(q, scale, one), scale)));
}

/** factor · sigmoid(x) as (factor / 16) (16 sigmoid(x)): where the one or the other is subnormal, few digits of the product are lost. */
export function timesSigmoid(
  f: FunctionBuilder,
  factor: Local<'v128'>,
  x: Local<'v128'>,
): Local<'v128'> {
  return f.let(f32x4.mul(f32x4.mul(factor, 2 ** -4), liftedSigmoid(f, x, 2 ** 4)));
}

/** x · sigmoid(x). */
export function silu(f: FunctionBuilder, x: Expr<'v128'>): Local<'v128'> {
  const argument = f.let(x);
  return timesSigmoid(f, argument, argument);
}

/** tanh |x| = u / (u + 2) with u = e^2|x| - 1, near zero x + x³ P(x²), which rounds less often. */
export function tanh(f: FunctionBuilder, x: Expr<'v128'>): Local<'v128'> {
  const argument = f.let(x);
  const size = f.let(f32x4.abs(argument));
  const square = f.let(f32x4.mul(argument, argument));
  const cubic = f32x4.mul(f32x4.mul(size, square), polynomial(square, tanhTail));
  const near = f.let(f32x4.add(cubic, size));
  // From |x| = 9.02 on the result rounds to 1.
  const u = expm1Saturating(f, f.let(f32x4.pmin(f32x4.add(size, size), 20)));
  const far = f32x4.div(u, f32x4.add(u, 2));
  return f.let(withSignOf(v128.bitselect(near, far, f32x4.lt(size, nearZero)), argument));
}

/** e^z - 1 for z up to 80. The error of z - n ln 2 grows with n, so the result must matter ever less as z grows. */
function expm1Saturating(f: FunctionBuilder, z: Local<'v128'>): Local<'v128'> {
  const sum = f.let(madd(z, Math.LOG2E, rounder + bias));
  const r = f.let(nmadd(f32x4.sub(sum, rounder + bias), Math.LN2, z));
  const q = expm1Reduced(f, r);
  const scale = f.let(asExponent(sum));
  return f.let(madd(q, scale, f32x4.sub(scale, 1)));
}
