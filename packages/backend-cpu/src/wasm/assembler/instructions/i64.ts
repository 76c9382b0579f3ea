import { i64Const } from '../constants.ts';
import { builders, instruction, shorthands } from '../instruction.ts';
import { access, loads } from '../memory-access.ts';

const { binary, test, compare } = shorthands('i64', 'i64', (code) => code);

export const i64Instructions = {
  eqz: test(0x50),
  eq: compare(0x51),
  ne: compare(0x52),
  lt_s: compare(0x53),
  lt_u: compare(0x54),
  gt_s: compare(0x55),
  gt_u: compare(0x56),
  le_s: compare(0x57),
  le_u: compare(0x58),
  ge_s: compare(0x59),
  ge_u: compare(0x5a),
  add: binary(0x7c),
  sub: binary(0x7d),
  mul: binary(0x7e),
  div_s: binary(0x7f),
  div_u: binary(0x80),
  rem_s: binary(0x81),
  rem_u: binary(0x82),
  and: binary(0x83),
  or: binary(0x84),
  xor: binary(0x85),
  shl: binary(0x86),
  shr_s: binary(0x87),
  shr_u: binary(0x88),
  rotl: binary(0x89),
  rotr: binary(0x8a),
  extend_i32_s: instruction(0xac, ['i32'], 'i64'),
  extend_i32_u: instruction(0xad, ['i32'], 'i64'),
  reinterpret_f64: instruction(0xbd, ['f64'], 'i64'),
  /** select(a, b, condition): a if the condition is not 0, else b. */
  select: instruction(0x1b, ['i64', 'i64', 'i32'], 'i64'),
};

export const i64Loads = {
  load: access('i64', 0x29, 8),
  load32_s: access('i64', 0x34, 4),
  load32_u: access('i64', 0x35, 4),
};

/** 64-bit integers. */
export const i64 = { const: i64Const, ...builders(i64Instructions), ...loads(i64Loads) };
