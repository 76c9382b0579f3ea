import { exponential } from './exponential.ts';
import type { WgslFunction } from './library.ts';
import { logarithm } from './logarithm.ts';
import { isNan, specialValues } from './special-values.ts';

/** e^(b log a) for finite a > 0. What the product rounds away is taken along. */
const powerOfPositive: WgslFunction = {
  calls: [exponential, logarithm],
  code: `
fn powerOfPositive(a: f32, b: f32) -> f32 {
  let log = logarithm(a);
  let t = b * log;
  let y = exponential(t);
  if (y == 0.0 || bitcast<u32>(y) >= 0x7f800000u) { return y; }
  return fma(y, fma(b, log, -t), y);
}`,
};

/** aᵇ as IEEE 754 has it: 1 to any power is 1, and so is -1 to an infinite one; negative bases take whole exponents. */
export const power: WgslFunction = {
  calls: [powerOfPositive, isNan, specialValues],
  code: `
fn power(a: f32, b: f32) -> f32 {
  let size = abs(a);
  if (b == 0.0 || a == 1.0) { return 1.0; }
  if (isNan(a) || isNan(b)) { return nan(); }
  let isInfinite = bitcast<u32>(abs(b)) == 0x7f800000u;
  if (isInfinite && size == 1.0) { return 1.0; }
  let isWhole = isInfinite || floor(b) == b;
  let isOdd = isWhole && abs(b) < 16777216.0 && (i32(b) & 1) == 1;
  let isNegative = (bitcast<u32>(a) >> 31u) == 1u;
  var y: f32;
  if (size == 0.0 || bitcast<u32>(size) == 0x7f800000u) {
    let grows = (size == 0.0) == (b < 0.0);
    y = select(0.0, infinity(), grows);
  } else if (isNegative && !isWhole) {
    return nan();
  } else {
    y = powerOfPositive(size, b);
  }
  return select(y, -y, isNegative && isOdd);
}`,
};
