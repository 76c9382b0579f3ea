import { builders, instruction, shorthands, simd } from '../instruction.ts';
import { extractLane, shuffleLanes } from '../lanes.ts';

const { binary, shift } = shorthands('i16x8', 'v128', simd);

export const i16x8Instructions = {
  splat: instruction(simd(0x10), ['i32'], 'v128'),
  extend_low_i8x16_s: instruction(simd(0x87), ['i8x16'], 'v128'),
  extend_high_i8x16_s: instruction(simd(0x88), ['i8x16'], 'v128'),
  extend_low_i8x16_u: instruction(simd(0x89), ['i8x16'], 'v128'),
  extend_high_i8x16_u: instruction(simd(0x8a), ['i8x16'], 'v128'),
  shl: shift(0x8b),
  shr_s: shift(0x8c),
  shr_u: shift(0x8d),
  add: binary(0x8e, 0),
  sub: binary(0x91, 0),
  mul: binary(0x95, 1),
  extmul_low_i8x16_s: instruction(simd(0x9c), ['i8x16', 'i8x16'], 'v128'),
  extmul_high_i8x16_s: instruction(simd(0x9d), ['i8x16', 'i8x16'], 'v128'),
};

const i16x8Lanes = {
  extract_lane_s: extractLane(0x18, 8, 'i32'),
  extract_lane_u: extractLane(0x19, 8, 'i32'),
  /** Eight of the sixteen lanes of a and b. */
  shuffle: shuffleLanes(8),
};

/** Eight 16-bit integer lanes. */
export const i16x8 = { ...builders(i16x8Instructions), ...i16x8Lanes };
