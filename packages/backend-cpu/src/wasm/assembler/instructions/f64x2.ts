import { builders, instruction, shorthands, simd } from '../instruction.ts';
import { extractLane, replaceLane, shuffleLanes } from '../lanes.ts';

const { unary, binary } = shorthands('f64x2', 'v128', simd);

export const f64x2Instructions = {
  splat: instruction(simd(0x14), ['f64'], 'v128'),
  eq: binary(0x47),
  ne: binary(0x48),
  lt: binary(0x49),
  gt: binary(0x4a),
  le: binary(0x4b),
  ge: binary(0x4c),
  promote_low_f32x4: instruction(simd(0x5f), ['f32x4'], 'v128'),
  abs: unary(0xec),
  neg: unary(0xed),
  sqrt: unary(0xef),
  add: binary(0xf0),
  sub: binary(0xf1),
  mul: binary(0xf2),
  div: binary(0xf3),
  pmin: binary(0xf6),
  pmax: binary(0xf7),
  convert_low_i32x4_s: instruction(simd(0xfe), ['i32x4'], 'v128'),
  convert_low_i32x4_u: instruction(simd(0xff), ['i32x4'], 'v128'),
};

const f64x2Lanes = {
  extract_lane: extractLane(0x21, 2, 'f64'),
  replace_lane: replaceLane(0x22, 2, 'f64'),
  /** Two of the four lanes of a and b. */
  shuffle: shuffleLanes(2),
};

/** Two 64-bit floating-point lanes. */
export const f64x2 = { ...builders(f64x2Instructions), ...f64x2Lanes };
