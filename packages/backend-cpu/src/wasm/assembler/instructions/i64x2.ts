import { builders, instruction, shorthands, simd } from '../instruction.ts';
import { extractLane, replaceLane, shuffleLanes } from '../lanes.ts';

const { unary, binary, shift } = shorthands('i64x2', 'v128', simd);

export const i64x2Instructions = {
  splat: instruction(simd(0x12), ['i64'], 'v128'),
  neg: unary(0xc1),
  extend_low_i32x4_s: instruction(simd(0xc7), ['i32x4'], 'v128'),
  extend_high_i32x4_s: instruction(simd(0xc8), ['i32x4'], 'v128'),
  extend_low_i32x4_u: instruction(simd(0xc9), ['i32x4'], 'v128'),
  extend_high_i32x4_u: instruction(simd(0xca), ['i32x4'], 'v128'),
  shl: shift(0xcb),
  shr_s: shift(0xcc),
  shr_u: shift(0xcd),
  add: binary(0xce),
  sub: binary(0xd1),
  mul: binary(0xd5),
  eq: binary(0xd6),
  ne: binary(0xd7),
  extmul_low_i32x4_s: instruction(simd(0xdc), ['i32x4', 'i32x4'], 'v128'),
  extmul_high_i32x4_s: instruction(simd(0xdd), ['i32x4', 'i32x4'], 'v128'),
  extmul_low_i32x4_u: instruction(simd(0xde), ['i32x4', 'i32x4'], 'v128'),
  extmul_high_i32x4_u: instruction(simd(0xdf), ['i32x4', 'i32x4'], 'v128'),
};

const i64x2Lanes = {
  extract_lane: extractLane(0x1d, 2, 'i64'),
  replace_lane: replaceLane(0x1e, 2, 'i64'),
  /** Two of the four lanes of a and b. */
  shuffle: shuffleLanes(2),
};

/** Two 64-bit integer lanes. */
export const i64x2 = { ...builders(i64x2Instructions), ...i64x2Lanes };
