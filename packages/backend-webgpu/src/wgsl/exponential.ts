import { float, polynomial, type WgslFunction } from './library.ts';
import { isNan, withSignOf } from './special-values.ts';

/** ln 2 in two parts; a whole number of up to 15 bits times the first part is exact. */
const ln2High = 0.693359375;
const ln2Low = -2.1219444e-4;

/** (e^r - 1 - r) / r² for |r| ≤ ln 2 / 2, as on the CPU; relative error of e^r - 1 at most 2⁻²⁶. */
const tail = [
  0.4999999701976776, 0.1666654348373413, 0.04166745766997337, 0.008366630412638187,
  0.0013869123067706823,
];

/** (tanh √s - √s) / √s³ for s from 0 to 0.55², as on the CPU; relative error of tanh at most 2⁻²⁴·⁶. */
const tanhTail = [
  -0.33332931995391846, 0.13320375978946686, -0.05264878645539284, 0.01639263704419136,
];

const log2e = float(Math.LOG2E);

/** 2ⁿ for n from -126 to 127. */
const powerOfTwo: WgslFunction = {
  code: 'fn powerOfTwo(n: i32) -> f32 { return bitcast<f32>(u32(n + 127) << 23u); }',
};

/** e^r - 1 for |r| ≤ ln 2 / 2. */
const expm1Reduced: WgslFunction = {
  code: `fn expm1Reduced(r: f32) -> f32 { return fma(r * r, ${polynomial('r', tail)}, r); }`,
};

/** x - n ln 2. */
const withoutPowers: WgslFunction = {
  code: `
fn withoutPowers(x: f32, n: f32) -> f32 {
  return fma(-n, ${float(ln2Low)}, fma(-n, ${float(ln2High)}, x));
}`,
};

const reduction = [powerOfTwo, expm1Reduced, withoutPowers];

/** e^x. 2ⁿ itself may be out of range: it is applied in two halves. */
export const exponential: WgslFunction = {
  calls: [...reduction, isNan],
  code: `
fn exponential(x: f32) -> f32 {
  let limited = clamp(x, -176.0, 89.0);
  let n = round(limited * ${log2e});
  let half = i32(n) / 2;
  let scale = powerOfTwo(half);
  let y = fma(expm1Reduced(withoutPowers(limited, n)), scale, scale) * powerOfTwo(i32(n) - half);
  return select(y, x, isNan(x));
}`,
};

/** e^x - 1, exact to the last digits where x is small. */
export const exponentialMinus1: WgslFunction = {
  calls: [...reduction, isNan],
  code: `
fn exponentialMinus1(x: f32) -> f32 {
  let limited = clamp(x, -87.3, 89.0);
  let n = round(limited * ${log2e});
  // Half of 2ⁿ, for e^x may be close to the largest float32 while 2ⁿ is larger.
  let halfScale = powerOfTwo(i32(n) - 1);
  let half = fma(expm1Reduced(withoutPowers(limited, n)), halfScale, halfScale - 0.5);
  return select(half + half, x, isNan(x));
}`,
};

/** 1 / (1 + e^-x), as e^x / (1 + e^x) below 0, where e^-x may be infinite. */
export const sigmoid: WgslFunction = {
  calls: [exponential],
  code: `
fn sigmoid(x: f32) -> f32 {
  let small = exponential(-abs(x));
  return select(small, 1.0, x >= 0.0) / (1.0 + small);
}`,
};

/** tanh |x| = u / (u + 2) with u = e^2|x| - 1, near zero x + x³ P(x²), which rounds less often. */
export const hyperbolicTangent: WgslFunction = {
  calls: [exponentialMinus1, withSignOf, isNan],
  code: `
fn hyperbolicTangent(x: f32) -> f32 {
  let size = abs(x);
  let square = x * x;
  let near = fma(size * square, ${polynomial('square', tanhTail)}, size);
  // From |x| = 9.02 on the result rounds to 1.
  let u = exponentialMinus1(min(size + size, 20.0));
  let y = withSignOf(select(u / (u + 2.0), near, size < 0.55), x);
  return select(y, x, isNan(x));
}`,
};
