import { exponential, sigmoid } from './exponential.ts';
import { float, polynomial, type WgslFunction } from './library.ts';
import { isNan, withSignOf } from './special-values.ts';

/** erf √s / √s - 1 for s from 0 to 1, as on the CPU; relative error of erf at most 2⁻²⁹. */
const centralErf = [
  0.12837916612625122, -0.3761262595653534, 0.11283578723669052, -0.026853347197175026,
  0.005187162198126316, -0.0007997853099368513, 0.00007806903886375949,
];

/** -log(1 - erf a) / a for a from 1 to 5, as on the CPU; error of erf at most 2⁻²⁷. */
const outerErf = [
  1.1289176940917969, 0.63409423828125, 0.10794045031070709, -0.02521309070289135,
  0.004341001156717539, -0.000509664649143815, 0.00003606302198022604, -0.0000011519257441250375,
];

/** erf x = 2/√π ∫₀ˣ e^-t² dt. */
export const errorFunction: WgslFunction = {
  calls: [exponential, withSignOf, isNan],
  code: `
fn errorFunction(x: f32) -> f32 {
  // At 9.5 the complement is 0 in float32, and the polynomial still grows.
  let a = min(abs(x), 9.5);
  let square = a * a;
  let inside = fma(a, ${polynomial('square', centralErf)}, a);
  let outside = 1.0 - exponential(-a * ${polynomial('a', outerErf)});
  return select(withSignOf(select(outside, inside, a < 1.0), x), x, isNan(x));
}`,
};

/** Where u = (a - centre) / (a + centre) changes its sign, and what makes the tail times e^(a²/2) (a + level) almost constant. */
const centre = float(3.984375);
const level = float(0.6875);

/** e^(a²/2) (1 - Φ(a)) (a + level) in u for a from 0.66 to 14.6, as on the CPU; relative error at most 2⁻²⁷·². */
const scaledTail = [
  0.44263482093811035, -0.04335607588291168, -0.025253763422369957, 0.05123690515756607,
  -0.04174686223268509, 0.02033376507461071, -0.004926968365907669, -0.0006026976043358445,
  0.0006647504633292556,
];

/** (Φ(√s) - ½) / √s for s up to 0.67², as on the CPU; relative error at most 2⁻²⁵. */
const centralNormal = [
  0.3989422917366028, -0.06649114191532135, 0.009981570765376091, -0.0012136136647313833,
  0.00013848832168150693,
];

/** The tail of the normal distribution 1 - Φ(a) = t(a) e^(-a²/2) for a from 0.66 on: t(a) and e^(-a²/2). */
const normalTail: WgslFunction = {
  calls: [exponential],
  code: `
fn normalTail(a: f32) -> vec2f {
  let u = (a - ${centre}) / (a + ${centre});
  // With all digits of a², which is twice as long as a.
  let upper = bitcast<f32>(bitcast<u32>(a) & 0xfffff000u);
  let rest = (a - upper) * (a + upper);
  let density = exponential(-0.5 * upper * upper) * exponential(-0.5 * rest);
  return vec2f(${polynomial('u', scaledTail)} / (a + ${level}), density);
}`,
};

/** x Φ(x), Φ the normal distribution function, as max(x, 0) - |x| (1 - Φ(|x|)): without cancellation where it is small. */
export const gelu: WgslFunction = {
  calls: [normalTail, isNan],
  code: `
fn gelu(x: f32) -> f32 {
  // At 17 the tail is 0.
  let size = min(abs(x), 17.0);
  let tail = normalTail(size);
  let far = select(x, 0.0, x < 0.0) - size * tail.x * tail.y;
  let square = size * size;
  let near = x * fma(x, ${polynomial('square', centralNormal)}, 0.5);
  return select(select(far, near, size < 0.67), x, isNan(x));
}`,
};

/** (Φ(√s) - ½) / √s + φ(√s) for s up to 0.67², φ the density, as on the CPU; error times √s at most 2⁻²⁸. */
const centralSlope = [
  0.7978845238685608, -0.2659599483013153, 0.059823814779520035, -0.009420357644557953,
  0.0010013801511377096,
];

/** The derivative Φ(x) + x φ(x) of gelu: of -a it is (t(a) - a φ(0)) e^(-a²/2), and what both signs have sums to 1. */
export const geluSlope: WgslFunction = {
  calls: [normalTail, isNan],
  code: `
fn geluSlope(x: f32) -> f32 {
  let size = min(abs(x), 17.0);
  let tail = normalTail(size);
  let below = fma(size, ${float(-1 / Math.sqrt(2 * Math.PI))}, tail.x) * tail.y;
  let far = select(1.0 - below, below, x < 0.0);
  let square = size * size;
  let near = fma(x, ${polynomial('square', centralSlope)}, 0.5);
  return select(select(far, near, size < 0.67), x, isNan(x));
}`,
};

/** x · sigmoid(x). */
export const silu: WgslFunction = {
  calls: [sigmoid],
  code: 'fn silu(x: f32) -> f32 { return x * sigmoid(x); }',
};

const steepness = 2 * Math.sqrt(2 / Math.PI);

/** x · sigmoid(2 √(2/π) (x + 0.044715 x³)): (1 + tanh t) / 2 = sigmoid(2t), without cancellation. */
export const geluTanh: WgslFunction = {
  calls: [sigmoid],
  code: `
fn geluTanh(x: f32) -> f32 {
  return x * sigmoid(x * fma(x * x, ${float(steepness * 0.044715)}, ${float(steepness)}));
}`,
};

/** Its derivative σ(t) + x t' σ(t) σ(-t), t the argument of the sigmoid: of -a it is σ(-t) (1 - a t' σ(t)), and what both signs have sums to 1. */
export const geluTanhSlope: WgslFunction = {
  calls: [exponential, isNan],
  code: `
fn geluTanhSlope(x: f32) -> f32 {
  // At 17 e^-t is 0.
  let size = min(abs(x), 17.0);
  let square = size * size;
  let e = exponential(-size * fma(square, ${float(steepness * 0.044715)}, ${float(steepness)}));
  let upper = 1.0 / (1.0 + e);
  let rise = size * fma(square, ${float(3 * steepness * 0.044715)}, ${float(steepness)});
  let below = e * upper * fma(-rise, upper, 1.0);
  return select(select(1.0 - below, below, x < 0.0), x, isNan(x));
}`,
};
