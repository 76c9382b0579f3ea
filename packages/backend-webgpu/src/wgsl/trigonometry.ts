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

/** sin(x + turn · π/2); exact to the last digits for |x| below 10⁴. */
const turnedSine: WgslFunction = {
  calls: [sineOfQuadrant],
  code: `
fn turnedSine(x: f32, turn: i32) -> f32 {
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
