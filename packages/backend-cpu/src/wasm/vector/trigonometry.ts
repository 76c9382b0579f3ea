import {
  type Expr,
  f32x4,
  f64x2,
  type FunctionBuilder,
  i32x4,
  type Local,
  madd,
  v128,
} from '../assembler/index.ts';
import { polynomial } from './polynomial.ts';

/** Below this size sin and cos are exact to the last digits; from there on their value means nothing. */
export const trigonometryLimit = 2 ** 31;

/** π/2 in three parts; a whole number of up to 31 bits times one of the first two is exact in double precision. */
const halfPi = [1.570796012878418, 3.139164164167596e-7, 6.223372171896613e-14] as const;

/** In double precision: leaves the nearest whole number in the lowest bits of the sum. */
const rounder = 1.5 * 2 ** 52;

/** (sin r - r) / r³ in r² for |r| ≤ π/4; relative error of the sine at most 2⁻²⁷. Our own minimax fit. */
const sineTail = [-0.16666655242443085, 0.008332188241183758, -0.0001951809972524643] as const;

/** (cos r - 1 + r²/2) / r⁴ in r²; relative error of the cosine at most 2⁻³². Our own minimax fit. */
const cosineTail = [0.04166664555668831, -0.0013887310633435845, 0.000024432552891084924] as const;

interface Reduced {
  /** x = quadrant · π/2 + r, |r| ≤ π/4. */
  readonly r: Local<'v128'>;
  readonly quadrant: Expr<'v128'>;
}

function reduce(f: FunctionBuilder, x: Local<'v128'>): Reduced {
  const halves = [x, f32x4.shuffle(x, x, [2, 3, 2, 3])].map((two) => {
    const wide = f.let(f64x2.promote_low_f32x4(two));
    const rounded = f.let(f64x2.add(f64x2.mul(wide, 2 / Math.PI), rounder));
    const n = f.let(f64x2.sub(rounded, rounder));
    let r: Expr<'v128'> = wide;
    for (const part of halfPi) r = f64x2.sub(r, f64x2.mul(n, part));
    return { r: f32x4.demote_f64x2_zero(r), rounded };
  });
  const [low, high] = halves as [(typeof halves)[0], (typeof halves)[0]];
  return {
    r: f.let(f32x4.shuffle(low.r, high.r, [0, 1, 4, 5])),
    quadrant: i32x4.shuffle(low.rounded, high.rounded, [0, 2, 4, 6]),
  };
}

/** Of |r| ≤ π/4. */
function sineAndCosine(f: FunctionBuilder, r: Local<'v128'>) {
  const square = f.let(f32x4.mul(r, r));
  const sine = madd(f32x4.mul(square, r), polynomial(square, sineTail), r);
  const tail = f32x4.mul(f32x4.mul(square, square), polynomial(square, cosineTail));
  return { sine: f.let(sine), cosine: f.let(f32x4.add(madd(square, -0.5, tail), 1)) };
}

type SineAndCosine = ReturnType<typeof sineAndCosine>;

/** sin(r + quadrant · π/2). */
function ofQuadrant({ sine, cosine }: SineAndCosine, quadrant: Local<'v128'>): Expr<'v128'> {
  const isOdd = i32x4.shr_s(i32x4.shl(quadrant, 31), 31);
  const sign = i32x4.shl(i32x4.shr_u(quadrant, 1), 31);
  return v128.xor(v128.bitselect(cosine, sine, isOdd), sign);
}

function sineOfQuadrant(
  f: FunctionBuilder,
  r: Local<'v128'>,
  quadrant: Expr<'v128'>,
): Local<'v128'> {
  return f.let(ofQuadrant(sineAndCosine(f, r), f.let(quadrant)));
}

/** In single precision, for small numbers. */
const smallRounder = 1.5 * 2 ** 23;

/** cos 2πv and sin 2πv for v on [0, 1). */
export function circle(
  f: FunctionBuilder,
  v: Local<'v128'>,
): { readonly cos: Local<'v128'>; readonly sin: Local<'v128'> } {
  const quarters = f.let(f32x4.mul(v, 4));
  const sum = f.let(f32x4.add(quarters, smallRounder));
  const rest = f32x4.sub(quarters, f32x4.sub(sum, smallRounder));
  const both = sineAndCosine(f, f.let(f32x4.mul(rest, Math.PI / 2)));
  const next = f.let(i32x4.add(sum, 1));
  return { cos: f.let(ofQuadrant(both, next)), sin: f.let(ofQuadrant(both, sum)) };
}

/** sin x, for |x| below `trigonometryLimit`. */
export function sin(f: FunctionBuilder, x: Expr<'v128'>): Local<'v128'> {
  const { r, quadrant } = reduce(f, f.let(x));
  return sineOfQuadrant(f, r, quadrant);
}

/** cos x = sin(x + π/2), for |x| below `trigonometryLimit`. */
export function cos(f: FunctionBuilder, x: Expr<'v128'>): Local<'v128'> {
  const { r, quadrant } = reduce(f, f.let(x));
  return sineOfQuadrant(f, r, i32x4.add(quadrant, 1));
}
