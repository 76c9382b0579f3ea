import { builders, instruction, relaxedInstruction, shorthands, simd } from '../instruction.ts';
import { extractLane, replaceLane, shuffleLanes } from '../lanes.ts';

const { unary, binary } = shorthands('f32x4', 'v128', simd);

/** Comparisons give a mask: all bits of a lane 1 or 0. `pmin(a, b)` = b < a ? b : a, cheaper than `min`. */
export const f32x4Instructions = {
  splat: instruction(simd(0x13), ['f32'], 'v128'),
  eq: binary(0x41),
  ne: binary(0x42),
  lt: binary(0x43),
  gt: binary(0x44),
  le: binary(0x45),
  ge: binary(0x46),
  demote_f64x2_zero: instruction(simd(0x5e), ['f64x2'], 'v128'),
  ceil: unary(0x67),
  floor: unary(0x68),
  trunc: unary(0x69),
  nearest: unary(0x6a),
  abs: unary(0xe0),
  neg: unary(0xe1),
  sqrt: unary(0xe3),
  add: binary(0xe4),
  sub: binary(0xe5),
  mul: binary(0xe6),
  div: binary(0xe7),
  min: binary(0xe8),
  max: binary(0xe9),
  pmin: binary(0xea),
  pmax: binary(0xeb),
  convert_i32x4_s: instruction(simd(0xfa), ['i32x4'], 'v128'),
  convert_i32x4_u: instruction(simd(0xfb), ['i32x4'], 'v128'),
  relaxed_madd: relaxedInstruction(simd(0x105), ['f32x4', 'f32x4', 'f32x4'], 'v128'),
  relaxed_nmadd: relaxedInstruction(simd(0x106), ['f32x4', 'f32x4', 'f32x4'], 'v128'),
  relaxed_min: relaxedInstruction(simd(0x10d), ['f32x4', 'f32x4'], 'v128'),
  relaxed_max: relaxedInstruction(simd(0x10e), ['f32x4', 'f32x4'], 'v128'),
};

const f32x4Lanes = {
  extract_lane: extractLane(0x1f, 4, 'f32'),
  replace_lane: replaceLane(0x20, 4, 'f32'),
  /** Four of the eight lanes of a and b, an i8x16.shuffle of whole lanes. */
  shuffle: shuffleLanes(4),
};

/** Four 32-bit floating-point lanes. */
export const f32x4 = { ...builders(f32x4Instructions), ...f32x4Lanes };
