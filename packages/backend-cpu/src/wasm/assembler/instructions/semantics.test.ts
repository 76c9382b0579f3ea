import { describe, expect, it } from 'vitest';
import type { Expr } from '../expression.ts';
import { ModuleBuilder } from '../module-builder.ts';
import { f32x4 } from './f32x4.ts';
import { f64x2 } from './f64x2.ts';
import { i32 } from './i32.ts';
import { i32x4 } from './i32x4.ts';
import { i64 } from './i64.ts';
import { i64x2 } from './i64x2.ts';
import { i16x8 } from './i16x8.ts';
import { i8x16 } from './i8x16.ts';
import { v128 } from './v128.ts';

const memory = new WebAssembly.Memory({ initial: 1 });
const [a, b, result] = [16, 32, 48];

/** Computes an expression of the vectors at `a` and `b`; gives the 16 bytes of the result. */
function compute(build: (x: Expr<'v128'>, y: Expr<'v128'>) => Expr<'v128'>): ArrayBuffer {
  const module = new ModuleBuilder({ shared: false });
  module.function('f', { parameters: {} }, (f) => {
    f.store(result, build(v128.load(a), v128.load(b)));
  });
  (module.instantiate(memory) as { f: () => void }).f();
  return memory.buffer.slice(result, result + 16);
}

const floats = (...args: Parameters<typeof compute>) => [...new Float32Array(compute(...args))];
const ints = (...args: Parameters<typeof compute>) => [...new Int32Array(compute(...args))];
const longs = (...args: Parameters<typeof compute>) => [...new BigInt64Array(compute(...args))];

/** The lane of a comparison. */
const mask = (holds: boolean) => (holds ? -1 : 0);

/** The 64 bits of the product of two unsigned 32-bit lanes. */
const unsigned = (p: number, q: number) => BigInt.asIntN(64, BigInt(p >>> 0) * BigInt(q >>> 0));

describe('f32x4', () => {
  const x = [1.5, -2.5, 0.25, 7];
  const y = [2, 4, -0.5, 7];
  const give = () => {
    new Float32Array(memory.buffer, a, 4).set(x);
    new Float32Array(memory.buffer, b, 4).set(y);
  };

  it.each([
    ['add', (p: number, q: number) => p + q],
    ['sub', (p: number, q: number) => p - q],
    ['mul', (p: number, q: number) => p * q],
    ['div', (p: number, q: number) => p / q],
    ['min', Math.min],
    ['max', Math.max],
    ['pmin', (p: number, q: number) => (q < p ? q : p)],
    ['pmax', (p: number, q: number) => (p < q ? q : p)],
  ] as const)('%s', (name, meaning) => {
    give();
    const expected = x.map((p, i) => Math.fround(meaning(p, y[i]!)));
    expect(floats((p, q) => f32x4[name](p, q))).toEqual(expected);
  });

  it.each([
    ['eq', (p: number, q: number) => p === q],
    ['ne', (p: number, q: number) => p !== q],
    ['lt', (p: number, q: number) => p < q],
    ['gt', (p: number, q: number) => p > q],
    ['le', (p: number, q: number) => p <= q],
    ['ge', (p: number, q: number) => p >= q],
  ] as const)('%s', (name, meaning) => {
    give();
    expect(ints((p, q) => f32x4[name](p, q))).toEqual(x.map((p, i) => mask(meaning(p, y[i]!))));
  });

  it.each([
    ['abs', Math.abs, x],
    ['neg', (p: number) => -p, x],
    ['sqrt', (p: number) => Math.fround(Math.sqrt(p)), [1.5, 2, 9, 0.25]],
    ['ceil', Math.ceil, [1.5, -2.25, 0.25, 7]],
    ['floor', Math.floor, x],
    ['trunc', Math.trunc, [1.5, -2.5, 3.75, 7]],
    ['nearest', (p: number) => 2 * Math.round(p / 2), [0.5, 1.5, 2.5, 3.5]],
  ] as const)('%s', (name, meaning, input) => {
    new Float32Array(memory.buffer, a, 4).set(input);
    expect(floats((p) => f32x4[name](p))).toEqual(input.map((p) => meaning(p)));
  });

  it('takes a number for a vector of equal lanes', () => {
    give();
    expect(floats((p) => f32x4.mul(p, 0.1))).toEqual(
      x.map((p) => Math.fround(p * Math.fround(0.1))),
    );
    expect(floats(() => f32x4.splat(-3))).toEqual([-3, -3, -3, -3]);
  });

  it('moves lanes', () => {
    give();
    expect(floats((p, q) => f32x4.shuffle(p, q, [3, 4, 0, 6]))).toEqual([7, 2, 1.5, -0.5]);
    expect(floats((p, q) => f32x4.replace_lane(p, 2, f32x4.extract_lane(q, 1)))).toEqual([
      1.5, -2.5, 4, 7,
    ]);
    expect(() => f32x4.extract_lane(f32x4.splat(1), 4)).toThrow(
      'lane: expected an integer in [0, 4)',
    );
    expect(() => f32x4.shuffle(f32x4.splat(1), f32x4.splat(1), [0, 1, 2])).toThrow(
      'expected 4 lanes',
    );
  });

  it('converts from and to other shapes', () => {
    give();
    expect(ints((p) => i32x4.trunc_sat_f32x4_s(p))).toEqual([1, -2, 0, 7]);
    expect(floats((p) => f32x4.convert_i32x4_s(i32x4.trunc_sat_f32x4_s(p)))).toEqual([1, -2, 0, 7]);
    expect([...new Float64Array(compute((p) => f64x2.promote_low_f32x4(p)))]).toEqual([1.5, -2.5]);
    expect(floats((p) => f32x4.demote_f64x2_zero(f64x2.promote_low_f32x4(p)))).toEqual([
      1.5, -2.5, 0, 0,
    ]);
  });

  it('selects by mask and by condition', () => {
    give();
    expect(floats((p, q) => v128.bitselect(p, q, f32x4.lt(p, q)))).toEqual([1.5, -2.5, -0.5, 7]);
    expect(floats((p, q) => v128.select(p, q, i32.lt_s(3, 2)))).toEqual(y);
  });
});

describe('integer vectors', () => {
  const x = [3, -5, 0x7fff_ffff, -0x8000_0000];
  const y = [7, 11, 3, -2];
  const give = () => {
    new Int32Array(memory.buffer, a, 4).set(x);
    new Int32Array(memory.buffer, b, 4).set(y);
  };

  it('wraps sums and products, and shifts by one distance', () => {
    give();
    expect(ints((p, q) => i32x4.add(p, q))).toEqual(x.map((p, i) => (p + y[i]!) | 0));
    expect(ints((p, q) => i32x4.sub(p, q))).toEqual(x.map((p, i) => (p - y[i]!) | 0));
    expect(ints((p, q) => i32x4.mul(p, q))).toEqual(x.map((p, i) => Math.imul(p, y[i]!)));
    expect(ints((p) => i32x4.shl(p, 5))).toEqual(x.map((p) => p << 5));
    expect(ints((p) => i32x4.shr_s(p, 5))).toEqual(x.map((p) => p >> 5));
    expect(ints((p) => i32x4.shr_u(p, 5))).toEqual(x.map((p) => (p >>> 5) | 0));
    expect(ints((p, q) => i32x4.gt_s(p, q))).toEqual([0, 0, -1, 0]);
  });

  it('multiplies 32-bit lanes into 64-bit lanes', () => {
    give();
    expect(longs((p, q) => i64x2.extmul_low_i32x4_u(p, q))).toEqual([
      unsigned(3, 7),
      unsigned(-5, 11),
    ]);
    expect(longs((p, q) => i64x2.extmul_high_i32x4_u(p, q))).toEqual([
      unsigned(x[2]!, 3),
      unsigned(x[3]!, -2),
    ]);
    expect(longs((p, q) => i64x2.extmul_low_i32x4_s(p, q))).toEqual([21n, -55n]);
  });

  it('has bitwise operations and constants', () => {
    give();
    expect(ints((p, q) => v128.and(p, q))).toEqual(x.map((p, i) => p & y[i]!));
    expect(ints((p, q) => v128.or(p, q))).toEqual(x.map((p, i) => p | y[i]!));
    expect(ints((p, q) => v128.xor(p, q))).toEqual(x.map((p, i) => p ^ y[i]!));
    expect(ints((p, q) => v128.andnot(p, q))).toEqual(x.map((p, i) => p & ~y[i]!));
    const bytes = Array.from({ length: 16 }, (_, i) => 17 * i);
    expect([...new Uint8Array(compute(() => v128.const(bytes)))]).toEqual(bytes);
    const reverse = bytes.map((_, i) => 15 - i);
    expect([
      ...new Uint8Array(
        compute(() => i8x16.shuffle(v128.const(bytes), v128.const(bytes), reverse)),
      ),
    ]).toEqual(bytes.toReversed());
  });

  it('wraps lanes of 16 bits around', () => {
    expect([...new Int16Array(compute(() => i16x8.add(i16x8.splat(32_767), 2)))]).toEqual(
      Array.from({ length: 8 }, () => -32_767),
    );
  });

  it('takes lanes of 64 bits from numbers and bigints', () => {
    expect(longs(() => i64x2.splat(i64.mul(0x1_0000_0001n, 5)))).toEqual([
      0x5_0000_0005n,
      0x5_0000_0005n,
    ]);
  });
});

describe('i32', () => {
  it.each([
    ['add', (p: number, q: number) => (p + q) | 0],
    ['sub', (p: number, q: number) => (p - q) | 0],
    ['mul', Math.imul],
    ['div_s', (p: number, q: number) => Math.trunc(p / q)],
    ['rem_s', (p: number, q: number) => p % q],
    ['and', (p: number, q: number) => p & q],
    ['shl', (p: number, q: number) => p << q],
    ['shr_s', (p: number, q: number) => p >> q],
    ['shr_u', (p: number, q: number) => (p >>> q) | 0],
    ['lt_s', (p: number, q: number) => Number(p < q)],
    ['lt_u', (p: number, q: number) => Number(p >>> 0 < q >>> 0)],
  ] as const)('%s', (name, meaning) => {
    const module = new ModuleBuilder({ shared: false });
    const parameters = { p: 'i32', q: 'i32' } as const;
    module.function('f', { parameters, result: 'i32' }, (_, { p, q }) => i32[name](p, q));
    module.function('neutral', { parameters, result: 'i32' }, (_, { p }) =>
      i32.mul(i32.add(p, 0), 1),
    );
    const { f, neutral } = module.instantiate(memory) as Record<
      'f' | 'neutral',
      (p: number, q: number) => number
    >;
    expect(f(-77, 5)).toBe(meaning(-77, 5));
    expect(neutral(-77, 5)).toBe(-77);
  });

  it('rejects constants that are no 32-bit integers', () => {
    expect(() => i32.const(0.5)).toThrow('expected an integer of at most 32 bits, received 0.5');
    expect(() => i32.add(i32.const(1), 2 ** 32)).toThrow('received 4294967296');
  });
});
