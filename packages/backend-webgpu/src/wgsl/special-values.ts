import type { WgslFunction } from './library.ts';

/** Whether a number is NaN, by its bits: compilers take `x != x` for false. */
export const isNan: WgslFunction = {
  code: 'fn isNan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }',
};

/** Values that WGSL has no literals for; from variables, since constant expressions may not give them. */
export const specialValues: WgslFunction = {
  code: `
var<private> infinityBits: u32 = 0x7f800000u;
var<private> nanBits: u32 = 0x7fc00000u;
fn infinity() -> f32 { return bitcast<f32>(infinityBits); }
fn nan() -> f32 { return bitcast<f32>(nanBits); }`,
};

/** `size` with the sign of `x`. */
export const withSignOf: WgslFunction = {
  code: `
fn withSignOf(size: f32, x: f32) -> f32 {
  return bitcast<f32>((bitcast<u32>(size) & 0x7fffffffu) | (bitcast<u32>(x) & 0x80000000u));
}`,
};
