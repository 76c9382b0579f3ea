import { exponential } from './exponential.ts';
import { float, polynomial, type WgslFunction } from './library.ts';
import { isNan, specialValues } from './special-values.ts';

/** ln 2 in two parts; an exponent times the first part is exact. */
const ln2High = 0.693359375;
const ln2Low = -2.1219444e-4;

/** (log(1 + s) - s + s²/2) / s³ for √½ ≤ 1 + s < √2, as on the CPU; relative error of the logarithm at most 2⁻²⁷. */
const tail = [
  0.3333333134651184, -0.250008225440979, 0.20001250505447388, -0.1662331521511078,
  0.14201273024082184, -0.13160189986228943, 0.12764766812324524, -0.07638195157051086,
];

/** log(1 + s) + e ln 2 for √½ ≤ 1 + s < √2. */
const combined: WgslFunction = {
  code: `
fn combined(s: f32, e: f32) -> f32 {
  let square = s * s;
  let cubic = s * square * ${polynomial('s', tail)};
  let low = fma(e, ${float(ln2Low)}, cubic);
  return fma(e, ${float(ln2High)}, fma(square, -0.5, low) + s);
}`,
};

/** What a formula for positive finite numbers gives elsewhere: log ∞ = ∞, log 0 = -∞, NaN below. */
const withLimits: WgslFunction = {
  calls: [specialValues, isNan],
  code: `
fn withLimits(formula: f32, x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  if ((bits << 1u) == 0u) { return -infinity(); }
  if (bits > 0x80000000u) { return nan(); }
  return select(formula, x, bits >= 0x7f800000u);
}`,
};

/** The natural logarithm. x = 2ᵉ m with m from √½ to √2; subnormal numbers are scaled first. */
export const logarithm: WgslFunction = {
  calls: [combined, withLimits],
  code: `
fn logarithm(x: f32) -> f32 {
  let isSubnormal = bitcast<u32>(x) < 0x00800000u;
  let bits = bitcast<i32>(select(x, x * 8388608.0, isSubnormal));
  let e = (bits - 0x3f3504f3) >> 23u;
  let m = bitcast<f32>(bits - (e << 23u));
  return withLimits(combined(m - 1.0, f32(e) - select(0.0, 23.0, isSubnormal)), x);
}`,
};

/**
 * log(1 + x), exact to the last digits where x is small: there no sum is formed. (Adding what a sum rounded away is no way: compilers
 * take (x + 1) - 1 for x.)
 */
export const logarithmOf1Plus: WgslFunction = {
  calls: [combined, withLimits],
  code: `
fn logarithmOf1Plus(x: f32) -> f32 {
  if (x > -0.29 && x < 0.41) { return combined(x, 0.0); }
  let sum = x + 1.0;
  let bits = bitcast<i32>(sum);
  let e = (bits - 0x3f3504f3) >> 23u;
  let m = bitcast<f32>(bits - (e << 23u));
  return withLimits(combined(m - 1.0, f32(e)), sum);
}`,
};

/** log(1 + e^x) = max(x, 0) + log(1 + e^-|x|). */
export const softplus: WgslFunction = {
  calls: [logarithmOf1Plus, exponential],
  code: `
fn softplus(x: f32) -> f32 {
  return select(x, 0.0, x < 0.0) + logarithmOf1Plus(exponential(-abs(x)));
}`,
};
