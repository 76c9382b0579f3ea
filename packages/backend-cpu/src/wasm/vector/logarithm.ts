import {
  type Expr,
  f32x4,
  type FunctionBuilder,
  i32x4,
  type Local,
  madd,
  v128,
} from '../assembler/index.ts';
import { expBelow } from './exponential.ts';
import { polynomial } from './polynomial.ts';
import { negativeSize } from './sign.ts';

/** ln 2 in two parts; an exponent times the first part is exact. */
const ln2High = 0.693359375;
const ln2Low = -2.1219444e-4;

/** Bits of √½, from which mantissas are counted: m lies in [√½, √2). */
const rootHalfBits = 0x3f3504f3;
const smallestNormal = 2 ** -126;

/**
 * (log(1 + s) - s + s²/2) / s³, relative error of the logarithm at most 2⁻²⁷ for √½ ≤ 1 + s < √2.
 *
 * Source: our own minimax fit (Lawson's iteration), coefficients rounded to float32 one after the other.
 */
const tail = [
  0.3333333134651184, -0.250008225440979, 0.20001250505447388, -0.1662331521511078,
  0.14201273024082184, -0.13160189986228943, 0.12764766812324524, -0.07638195157051086,
] as const;

/** x = 2ᵉ m: the bits of e · 2²³ and the float32 m. */
function split(f: FunctionBuilder, x: Expr<'v128'>): { e: Local<'v128'>; m: Expr<'v128'> } {
  const bits = f.let(x);
  const e = f.let(i32x4.shr_s(i32x4.sub(bits, rootHalfBits), 23));
  return { e, m: i32x4.sub(bits, i32x4.shl(e, 23)) };
}

/** log(1 + s) + e ln 2. */
function combine(f: FunctionBuilder, s: Local<'v128'>, e: Expr<'v128'>): Local<'v128'> {
  const exponent = f.let(e);
  const square = f.let(f32x4.mul(s, s));
  const cubic = f.let(f32x4.mul(f32x4.mul(s, square), polynomial(s, tail)));
  const low = f.let(madd(exponent, ln2Low, cubic));
  return f.let(madd(exponent, ln2High, f32x4.add(madd(square, -0.5, low), s)));
}

/** What a formula for positive finite numbers gives elsewhere: log ∞ = ∞, log 0 = -∞, NaN below. */
function withLimits(formula: Expr<'v128'>, x: Local<'v128'>): Expr<'v128'> {
  const belowInfinity = v128.bitselect(formula, x, f32x4.lt(x, Infinity));
  const atZero = v128.bitselect(f32x4.splat(-Infinity), f32x4.splat(NaN), f32x4.eq(x, 0));
  return v128.bitselect(belowInfinity, atZero, f32x4.gt(x, 0));
}

/** The natural logarithm, of subnormal numbers too. */
export function log(f: FunctionBuilder, x: Expr<'v128'>): Local<'v128'> {
  const argument = f.let(x);
  const isSubnormal = f.let(f32x4.lt(argument, smallestNormal));
  const normal = v128.bitselect(f32x4.mul(argument, 2 ** 23), argument, isSubnormal);
  const { e, m } = split(f, normal);
  const s = f.let(f32x4.sub(m, 1));
  const shift = v128.and(isSubnormal, f32x4.splat(-23));
  const formula = combine(f, s, f32x4.add(f32x4.convert_i32x4_s(e), shift));
  return f.let(withLimits(formula, argument));
}

/** log(1 + x), exact to the last digits where x is small: what 1 + x rounds away is added to the mantissa. */
export function log1p(f: FunctionBuilder, x: Expr<'v128'>): Local<'v128'> {
  const argument = f.let(x);
  const sum = f.let(f32x4.add(argument, 1));
  const added = f.let(f32x4.sub(sum, 1));
  const lost = f32x4.add(f32x4.sub(argument, added), f32x4.sub(1, f32x4.sub(sum, added)));
  const { e, m } = split(f, sum);
  // 2^-e; sums of 2^24 and more lose only what no longer matters.
  const scale = i32x4.sub(127 << 23, i32x4.shl(i32x4.min_s(e, 126), 23));
  const s = f.let(madd(f.let(lost), scale, f32x4.sub(m, 1)));
  const formula = combine(f, s, f32x4.convert_i32x4_s(e));
  return f.let(withLimits(formula, sum));
}

/** log(1 + e^x) = max(x, 0) + log(1 + e^-|x|). */
export function softplus(f: FunctionBuilder, x: Expr<'v128'>): Local<'v128'> {
  const argument = f.let(x);
  const rest = log1p(f, expBelow(f, negativeSize(argument)));
  return f.let(f32x4.add(f32x4.pmax(argument, 0), rest));
}
