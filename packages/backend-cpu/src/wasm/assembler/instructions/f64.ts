import { f64Const } from '../constants.ts';
import { builders, instruction, shorthands } from '../instruction.ts';
import { access, loads } from '../memory-access.ts';

const { unary, binary, compare } = shorthands('f64', 'f64', (code) => code);

export const f64Instructions = {
  eq: compare(0x61),
  ne: compare(0x62),
  lt: compare(0x63),
  gt: compare(0x64),
  le: compare(0x65),
  ge: compare(0x66),
  abs: unary(0x99),
  neg: unary(0x9a),
  ceil: unary(0x9b),
  floor: unary(0x9c),
  trunc: unary(0x9d),
  nearest: unary(0x9e),
  sqrt: unary(0x9f),
  add: binary(0xa0),
  sub: binary(0xa1),
  mul: binary(0xa2),
  div: binary(0xa3),
  min: binary(0xa4),
  max: binary(0xa5),
  copysign: binary(0xa6),
  convert_i32_s: instruction(0xb7, ['i32'], 'f64'),
  convert_i32_u: instruction(0xb8, ['i32'], 'f64'),
  convert_i64_s: instruction(0xb9, ['i64'], 'f64'),
  convert_i64_u: instruction(0xba, ['i64'], 'f64'),
  promote_f32: instruction(0xbb, ['f32'], 'f64'),
  reinterpret_i64: instruction(0xbf, ['i64'], 'f64'),
  /** select(a, b, condition): a if the condition is not 0, else b. */
  select: instruction(0x1b, ['f64', 'f64', 'i32'], 'f64'),
};

export const f64Loads = { load: access('f64', 0x2b, 8) };

/** 64-bit floating-point numbers. */
export const f64 = { const: f64Const, ...builders(f64Instructions), ...loads(f64Loads) };
