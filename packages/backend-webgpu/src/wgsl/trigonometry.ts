import { float, polynomial, type WgslFunction } from './library.ts';

/** π/2 in three parts, of which the first two have so few bits that products with whole numbers up to 2¹³ are exact. */
const halfPi = [1.5703125, 4.837512969970703e-4, 7.549789954891882e-8] as const;

/** (sin r - r) / r³ in r² for |r| ≤ π/4, as on the CPU; relative error of the sine at most 2⁻²⁷. */
const sineTail = [-0.16666655242443085, 0.008332188241183758, -0.0001951809972524643];

/** (cos r - 1 + r²/2) / r⁴ in r², as on the CPU; relative error of the cosine at most 2⁻³². */
const cosineTail = [0.04166664555668831, -0.0013887310633435845, 0.000024432552891084924];

/** sin(r + quadrant · π/2) for |r| ≤ π/4. */
const sineOfQuadrant: WgslFunction = {
  code: `
fn sineOfQuadrant(r: f32, quadrant: i32) -> f32 {
  let square = r * r;
  let sine = fma(square * r, ${polynomial('square', sineTail)}, r);
  let cosine = fma(square * square, ${polynomial('square', cosineTail)}, fma(square, -0.5, 1.0));
  let value = select(sine, cosine, (quadrant & 1) == 1);
  return select(value, -value, (quadrant & 2) == 2);
}`,
};

/** 1/2π behind the point, 32 bits at a time: as many as the largest float32 needs. */
const turnsPerRadian = [
  0x28be60db, 0x9391054a, 0x7f09d5f4, 0x7d4d3770, 0x36d8a566, 0x4f10e410, 0x7f9458ea,
];

/**
 * sin(x + turn · π/2) for finite |x| of 2¹³ or more: x/2π is formed from those bits of 1/2π that matter; of its fraction the first two
 * bits are the quadrant and the next 62 the rest (Payne & Hanek 1983).
 */
const sineOfLarge: WgslFunction = {
  calls: [sineOfQuadrant],
  code: `
/** The product of two numbers as (low, high). */
fn wideProduct(a: u32, b: u32) -> vec2u {
  let low = (a & 0xffffu) * (b & 0xffffu);
  let across = vec2u((a & 0xffffu) * (b >> 16u), (a >> 16u) * (b & 0xffffu));
  let middle = (low >> 16u) + (across.x & 0xffffu) + (across.y & 0xffffu);
  return vec2u(a * b, (a >> 16u) * (b >> 16u) + (across.x >> 16u) + (across.y >> 16u) + (middle >> 16u));
}
fn sineOfLarge(x: f32, turn: i32) -> f32 {
  let bits = bitcast<u32>(x);
  let mantissa = (bits << 8u) | 0x80000000u;
  let exponent = ((bits >> 23u) & 0xffu) - 126u;
  var words = array<u32, 8>(0u, ${turnsPerRadian.map((word) => `${word}u`).join(', ')});
  let at = exponent >> 5u;
  let shift = exponent & 31u;
  // Shifts by 32 are none in WGSL.
  let next = vec3u(words[at + 1u], words[at + 2u], words[at + 3u]) >> vec3u(1u);
  let part = (vec3u(words[at], words[at + 1u], words[at + 2u]) << vec3u(shift)) | (next >> vec3u(31u - shift));
  let carried = wideProduct(mantissa, part.z).y;
  let lower = wideProduct(mantissa, part.y);
  let low = lower.x + carried;
  let high = mantissa * part.x + lower.y + select(0u, 1u, low < carried);
  var quadrant = i32(high >> 30u);
  // The nearest quarter turn, and what is left of it, in units of 2⁻⁶².
  var signed = i32(high & 0x3fffffffu);
  if ((high & 0x20000000u) != 0u) {
    quadrant += 1;
    signed -= 0x40000000;
  }
  let r = (f32(signed) * 4294967296.0 + f32(low)) * ${float((Math.PI / 2) * 2 ** -62)};
  let isNegative = (bits >> 31u) == 1u;
  return sineOfQuadrant(select(r, -r, isNegative), select(quadrant, -quadrant, isNegative) + turn);
}`,
};

/** sin(x + turn · π/2). */
const turnedSine: WgslFunction = {
  calls: [sineOfQuadrant, sineOfLarge],
  code: `
fn turnedSine(x: f32, turn: i32) -> f32 {
  let size = bitcast<u32>(x) & 0x7fffffffu;
  if (size >= ${(140 << 23) >>> 0}u && size < 0x7f800000u) { return sineOfLarge(x, turn); }
  let n = round(x * ${float(2 / Math.PI)});
  let r = ${halfPi.reduce((rest, part) => `fma(-n, ${float(part)}, ${rest})`, 'x')};
  return sineOfQuadrant(r, i32(n) + turn);
}`,
};

export const sine: WgslFunction = {
  calls: [turnedSine],
  code: 'fn sine(x: f32) -> f32 { return turnedSine(x, 0); }',
};

export const cosine: WgslFunction = {
  calls: [turnedSine],
  code: 'fn cosine(x: f32) -> f32 { return turnedSine(x, 1); }',
};

/** (cos 2πv, sin 2πv) for v on [0, 1). */
export const circle: WgslFunction = {
  calls: [sineOfQuadrant],
  code: `
fn circle(v: f32) -> vec2f {
  let quarters = v * 4.0;
  let n = round(quarters);
  let r = (quarters - n) * ${float(Math.PI / 2)};
  return vec2f(sineOfQuadrant(r, i32(n) + 1), sineOfQuadrant(r, i32(n)));
}`,
};
