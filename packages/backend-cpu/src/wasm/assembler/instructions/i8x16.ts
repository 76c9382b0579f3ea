import { builders, instruction, shorthands, simd } from '../instruction.ts';
import { extractLane, shuffleLanes } from '../lanes.ts';

const { binary, test } = shorthands('i8x16', 'v128', simd);

export const i8x16Instructions = {
  /** swizzle(a, choice): lane i is a's lane choice[i], or 0 where choice[i] > 15. */
  swizzle: binary(0x0e),
  splat: instruction(simd(0x0f), ['i32'], 'v128'),
  eq: binary(0x23),
  ne: binary(0x24),
  bitmask: test(0x64),
  narrow_i16x8_s: instruction(simd(0x65), ['i16x8', 'i16x8'], 'v128'),
  narrow_i16x8_u: instruction(simd(0x66), ['i16x8', 'i16x8'], 'v128'),
  add: binary(0x6e, 0),
  sub: binary(0x71, 0),
};

const i8x16Lanes = {
  extract_lane_s: extractLane(0x15, 16, 'i32'),
  extract_lane_u: extractLane(0x16, 16, 'i32'),
  /** Sixteen of the thirty-two lanes of a and b. */
  shuffle: shuffleLanes(16),
};

/** Sixteen 8-bit integer lanes. */
export const i8x16 = { ...builders(i8x16Instructions), ...i8x16Lanes };
