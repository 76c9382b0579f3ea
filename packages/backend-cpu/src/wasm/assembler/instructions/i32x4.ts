import { builders, instruction, relaxedInstruction, shorthands, simd } from '../instruction.ts';
import { extractLane, replaceLane, shuffleLanes } from '../lanes.ts';

const { unary, binary, shift, test } = shorthands('i32x4', 'v128', simd);

export const i32x4Instructions = {
  splat: instruction(simd(0x11), ['i32'], 'v128'),
  eq: binary(0x37),
  ne: binary(0x38),
  lt_s: binary(0x39),
  lt_u: binary(0x3a),
  gt_s: binary(0x3b),
  gt_u: binary(0x3c),
  le_s: binary(0x3d),
  le_u: binary(0x3e),
  ge_s: binary(0x3f),
  ge_u: binary(0x40),
  abs: unary(0xa0),
  neg: unary(0xa1),
  all_true: test(0xa3),
  bitmask: test(0xa4),
  extend_low_i16x8_s: instruction(simd(0xa7), ['i16x8'], 'v128'),
  extend_high_i16x8_s: instruction(simd(0xa8), ['i16x8'], 'v128'),
  extend_low_i16x8_u: instruction(simd(0xa9), ['i16x8'], 'v128'),
  extend_high_i16x8_u: instruction(simd(0xaa), ['i16x8'], 'v128'),
  shl: shift(0xab),
  shr_s: shift(0xac),
  shr_u: shift(0xad),
  add: binary(0xae, 0),
  sub: binary(0xb1, 0),
  mul: binary(0xb5, 1),
  min_s: binary(0xb6),
  min_u: binary(0xb7),
  max_s: binary(0xb8),
  max_u: binary(0xb9),
  dot_i16x8_s: instruction(simd(0xba), ['i16x8', 'i16x8'], 'v128'),
  extmul_low_i16x8_s: instruction(simd(0xbc), ['i16x8', 'i16x8'], 'v128'),
  extmul_high_i16x8_s: instruction(simd(0xbd), ['i16x8', 'i16x8'], 'v128'),
  extmul_low_i16x8_u: instruction(simd(0xbe), ['i16x8', 'i16x8'], 'v128'),
  extmul_high_i16x8_u: instruction(simd(0xbf), ['i16x8', 'i16x8'], 'v128'),
  trunc_sat_f32x4_s: instruction(simd(0xf8), ['f32x4'], 'v128'),
  trunc_sat_f32x4_u: instruction(simd(0xf9), ['f32x4'], 'v128'),
  relaxed_trunc_f32x4_s: relaxedInstruction(simd(0x101), ['f32x4'], 'v128'),
};

const i32x4Lanes = {
  extract_lane: extractLane(0x1b, 4, 'i32'),
  replace_lane: replaceLane(0x1c, 4, 'i32'),
  /** Four of the eight lanes of a and b, an i8x16.shuffle of whole lanes. */
  shuffle: shuffleLanes(4),
};

/** Four 32-bit integer lanes. */
export const i32x4 = { ...builders(i32x4Instructions), ...i32x4Lanes };
