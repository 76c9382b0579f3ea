import {
  type Expr,
  f32x4,
  type FunctionBuilder,
  i32x4,
  i64x2,
  type Local,
  v128,
} from '../assembler/index.ts';

export type Four<T> = readonly [T, T, T, T];

const rounds = 10;
const multipliers = [0xd2511f53, 0xcd9e8d57] as const;
const weyl = [0x9e3779b9, 0xbb67ae85] as const;

/** The key words of all rounds, each in four lanes. */
export type Keys = readonly (readonly [Local<'v128'>, Local<'v128'>])[];

/** Computed once, before the loop over blocks. */
export function roundKeys(f: FunctionBuilder, low: Expr<'i32'>, high: Expr<'i32'>): Keys {
  let [k0, k1] = [f.let(i32x4.splat(low)), f.let(i32x4.splat(high))];
  return Array.from({ length: rounds }, () => {
    const keys = [k0, k1] as const;
    [k0, k1] = [f.let(i32x4.add(k0, weyl[0])), f.let(i32x4.add(k1, weyl[1]))];
    return keys;
  });
}

/** The halves of the 64-bit products of four words with a constant. */
function multiply(f: FunctionBuilder, words: Local<'v128'>, by: number) {
  const constant = i32x4.splat(by);
  const first = f.let(i64x2.extmul_low_i32x4_u(words, constant));
  const last = f.let(i64x2.extmul_high_i32x4_u(words, constant));
  return {
    low: f.let(f32x4.shuffle(first, last, [0, 2, 4, 6])),
    high: f.let(f32x4.shuffle(first, last, [1, 3, 5, 7])),
  };
}

/** Philox 4x32-10 of four counters (c0, c1, 0, 0) at once, one in each lane: word by word. */
export function philox(
  f: FunctionBuilder,
  keys: Keys,
  counter: readonly [Local<'v128'>, Local<'v128'>],
): Four<Local<'v128'>> {
  const zero = f.let(i32x4.splat(0));
  let [c0, c1, c2, c3]: Four<Local<'v128'>> = [...counter, zero, zero];
  for (const [k0, k1] of keys) {
    const product0 = multiply(f, c0, multipliers[0]);
    const product1 = multiply(f, c2, multipliers[1]);
    c0 = f.let(v128.xor(v128.xor(product1.high, c1), k0));
    c1 = product1.low;
    c2 = f.let(v128.xor(v128.xor(product0.high, c3), k1));
    c3 = product0.low;
  }
  return [c0, c1, c2, c3];
}
