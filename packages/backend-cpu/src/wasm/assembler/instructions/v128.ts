import { v128Const } from '../constants.ts';
import { builders, instruction, shorthands, simd } from '../instruction.ts';
import { access, loads } from '../memory-access.ts';

const { unary, binary, test } = shorthands('v128', 'v128', simd);

export const v128Instructions = {
  not: unary(0x4d),
  and: binary(0x4e),
  /** andnot(a, b) = a & ~b. */
  andnot: binary(0x4f),
  or: binary(0x50),
  xor: binary(0x51),
  /** bitselect(a, b, mask): the bits of a where the mask is 1, else of b. */
  bitselect: instruction(simd(0x52), ['v128', 'v128', 'v128'], 'v128'),
  any_true: test(0x53),
  /** select(a, b, condition): the whole of a if the condition is not 0, else of b. */
  select: instruction(0x1c017b, ['v128', 'v128', 'i32'], 'v128'),
};

export const v128Loads = {
  load: access('v128', simd(0x00), 16),
  load8x8_s: access('v128', simd(0x01), 8),
  load8x8_u: access('v128', simd(0x02), 8),
  load16x4_s: access('v128', simd(0x03), 8),
  load16x4_u: access('v128', simd(0x04), 8),
  load32x2_s: access('v128', simd(0x05), 8),
  load32x2_u: access('v128', simd(0x06), 8),
  load8_splat: access('v128', simd(0x07), 1),
  load16_splat: access('v128', simd(0x08), 2),
  load32_splat: access('v128', simd(0x09), 4),
  load64_splat: access('v128', simd(0x0a), 8),
  load32_zero: access('v128', simd(0x5c), 4),
  load64_zero: access('v128', simd(0x5d), 8),
};

/** 128 bits, whatever their lanes mean. */
export const v128 = { const: v128Const, ...builders(v128Instructions), ...loads(v128Loads) };
