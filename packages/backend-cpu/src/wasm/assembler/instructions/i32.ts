import { i32Const } from '../constants.ts';
import { builders, instruction, shorthands } from '../instruction.ts';
import { access, loads } from '../memory-access.ts';

const { unary, binary, test, compare } = shorthands('i32', 'i32', (code) => code);

export const i32Instructions = {
  eqz: test(0x45),
  eq: compare(0x46),
  ne: compare(0x47),
  lt_s: compare(0x48),
  lt_u: compare(0x49),
  gt_s: compare(0x4a),
  gt_u: compare(0x4b),
  le_s: compare(0x4c),
  le_u: compare(0x4d),
  ge_s: compare(0x4e),
  ge_u: compare(0x4f),
  clz: unary(0x67),
  ctz: unary(0x68),
  popcnt: unary(0x69),
  add: binary(0x6a, 0),
  sub: binary(0x6b, 0),
  mul: binary(0x6c, 1),
  div_s: binary(0x6d, 1),
  div_u: binary(0x6e, 1),
  rem_s: binary(0x6f),
  rem_u: binary(0x70),
  and: binary(0x71, -1),
  or: binary(0x72, 0),
  xor: binary(0x73, 0),
  shl: binary(0x74, 0),
  shr_s: binary(0x75, 0),
  shr_u: binary(0x76, 0),
  rotl: binary(0x77, 0),
  rotr: binary(0x78, 0),
  wrap_i64: instruction(0xa7, ['i64'], 'i32'),
  reinterpret_f32: instruction(0xbc, ['f32'], 'i32'),
  trunc_sat_f32_s: instruction(0xfc00, ['f32'], 'i32'),
  trunc_sat_f32_u: instruction(0xfc01, ['f32'], 'i32'),
  trunc_sat_f64_s: instruction(0xfc02, ['f64'], 'i32'),
  trunc_sat_f64_u: instruction(0xfc03, ['f64'], 'i32'),
  extend8_s: unary(0xc0),
  extend16_s: unary(0xc1),
  /** select(a, b, condition): a if the condition is not 0, else b. */
  select: instruction(0x1b, ['i32', 'i32', 'i32'], 'i32'),
};

export const i32Loads = {
  load: access('i32', 0x28, 4),
  load8_s: access('i32', 0x2c, 1),
  load8_u: access('i32', 0x2d, 1),
  load16_s: access('i32', 0x2e, 2),
  load16_u: access('i32', 0x2f, 2),
};

/** 32-bit integers, which are also addresses and conditions. */
export const i32 = { const: i32Const, ...builders(i32Instructions), ...loads(i32Loads) };
