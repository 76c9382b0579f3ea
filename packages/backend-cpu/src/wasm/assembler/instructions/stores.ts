import { simd } from '../instruction.ts';
import { access } from '../memory-access.ts';
import type { ValueType } from '../types.ts';

/** The store of a whole value, by its type. */
export const stores: { readonly [T in ValueType]: ReturnType<typeof access<T>> } = {
  i32: access('i32', 0x36, 4),
  i64: access('i64', 0x37, 8),
  f32: access('f32', 0x38, 4),
  f64: access('f64', 0x39, 8),
  v128: access('v128', simd(0x0b), 16),
};

/** The stores of the low bits of an i32. */
export const narrowStores = { store8: access('i32', 0x3a, 1), store16: access('i32', 0x3b, 2) };

/** The stores of one lane of a vector. */
export const laneStores = {
  store8_lane: access('v128', simd(0x58), 1),
  store16_lane: access('v128', simd(0x59), 2),
  store32_lane: access('v128', simd(0x5a), 4),
  store64_lane: access('v128', simd(0x5b), 8),
};
