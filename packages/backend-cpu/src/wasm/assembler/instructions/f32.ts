import { f32Const } from '../constants.ts';
import { builders, instruction, shorthands } from '../instruction.ts';
import { access, loads } from '../memory-access.ts';

const { unary, binary, compare } = shorthands('f32', 'f32', (code) => code);

export const f32Instructions = {
  eq: compare(0x5b),
  ne: compare(0x5c),
  lt: compare(0x5d),
  gt: compare(0x5e),
  le: compare(0x5f),
  ge: compare(0x60),
  abs: unary(0x8b),
  neg: unary(0x8c),
  ceil: unary(0x8d),
  floor: unary(0x8e),
  trunc: unary(0x8f),
  nearest: unary(0x90),
  sqrt: unary(0x91),
  add: binary(0x92),
  sub: binary(0x93),
  mul: binary(0x94),
  div: binary(0x95),
  min: binary(0x96),
  max: binary(0x97),
  copysign: binary(0x98),
  convert_i32_s: instruction(0xb2, ['i32'], 'f32'),
  convert_i32_u: instruction(0xb3, ['i32'], 'f32'),
  demote_f64: instruction(0xb6, ['f64'], 'f32'),
  reinterpret_i32: instruction(0xbe, ['i32'], 'f32'),
  /** select(a, b, condition): a if the condition is not 0, else b. */
  select: instruction(0x1b, ['f32', 'f32', 'i32'], 'f32'),
};

export const f32Loads = { load: access('f32', 0x2a, 4) };

/** 32-bit floating-point numbers. */
export const f32 = { const: f32Const, ...builders(f32Instructions), ...loads(f32Loads) };
