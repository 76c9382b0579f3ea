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

/** e^x = 2ⁿ (1 + q) with q = e^(x - n ln 2) - 1. */
interface Parts {
  /** 2ⁿ⁻¹: half, for e^x may be close to the largest float32 while 2ⁿ is larger. */
  readonly halfScale: Local<'v128'>;
  readonly q: Local<'v128'>;
}

function parts(f: FunctionBuilder, x: Expr<'v128'>): Parts {
  // Outside these bounds e^x is 0 or infinite.
  const limited = f.let(f32x4.pmin(f32x4.pmax(x, -87.3), 89));
  const rounded = f.let(madd(limited, Math.LOG2E, rounder));
  const n = f.let(f32x4.sub(rounded, rounder));
  const r = f.let(nmadd(n, ln2Low, nmadd(n, ln2High, limited)));
  return { halfScale: f.let(powerOfTwo(rounded, -1)), q: expm1Reduced(f, r) };
}

/** e^r - 1 for |r| ≤ ln 2 / 2. */
function expm1Reduced(f: FunctionBuilder, r: Local<'v128'>): Local<'v128'> {
  return f.let(madd(f32x4.mul(r, r), polynomial(r, tail), r));
}

/** 2^(n + change) from n + `rounder`; the exponent may be -127, which gives 0, to 127. */
function powerOfTwo(rounded: Expr<'v128'>, change: number): Expr<'v128'> {
  return i32x4.add(i32x4.shl(rounded, 23), (127 + change) * 2 ** 23);
}

/** e^x. Results below 2⁻¹²⁶ · √2 become 0. */
export function exp(f: FunctionBuilder, x: Expr<'v128'>): Local<'v128'> {
  const { halfScale, q } = parts(f, x);
  const half = f.let(f32x4.mul(f32x4.add(q, 1), halfScale));
  return f.let(f32x4.add(half, half));
}

/** e^x - 1, exact to the last digits where x is small. */
export function expm1(f: FunctionBuilder, x: Expr<'v128'>): Local<'v128'> {
  const { halfScale, q } = parts(f, x);
  const half = f.let(madd(q, halfScale, f32x4.sub(halfScale, 0.5)));
  return f.let(f32x4.add(half, half));
}

/** 1 / (1 + e^-x); both sums are rounded once, together. */
export function sigmoid(f: FunctionBuilder, x: Expr<'v128'>): Local<'v128'> {
  const { halfScale, q } = parts(f, f32x4.neg(x));
  const half = f.let(f32x4.add(madd(q, halfScale, 0.5), halfScale));
  return f.let(f32x4.div(1, f32x4.add(half, half)));
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
  const rounded = f.let(madd(z, Math.LOG2E, rounder));
  const r = f.let(nmadd(f32x4.sub(rounded, rounder), Math.LN2, z));
  const q = expm1Reduced(f, r);
  const scale = f.let(powerOfTwo(rounded, 0));
  return f.let(madd(q, scale, f32x4.sub(scale, 1)));
}
