import type { ByteWriter } from './byte-writer.ts';
import type { Code } from './code.ts';
import type { Expr } from './expression.ts';
import type { OperandKind, ValueType } from './types.ts';

type ScalarType = Exclude<ValueType, 'v128'>;

const opcodes: Record<ScalarType, number> = { i32: 0x41, i64: 0x42, f32: 0x43, f64: 0x44 };

/** A number as its bits: the lower and the upper 32 of them; numbers of 32 bits have no upper ones. */
class ScalarConstant<T extends ScalarType> implements Expr<T> {
  readonly type: T;
  readonly low: number;
  readonly high: number | undefined;

  constructor(type: T, low: number, high?: number) {
    this.type = type;
    this.low = low;
    this.high = high;
  }

  emit(code: Code): void {
    this.compute(code);
  }

  compute(writer: ByteWriter): void {
    const { type, low, high = 0 } = this;
    writer.byte(opcodes[type]);
    if (type === 'i32') writer.signed(low);
    else if (type === 'i64') writer.signed64((BigInt(high) << 32n) | BigInt(low >>> 0));
    else {
      writer.word(low);
      if (type === 'f64') writer.word(high);
    }
  }
}

const bits = new DataView(new ArrayBuffer(8));

function outOfRange(type: 'i32' | 'i64', size: 32 | 64, value: number | bigint): RangeError {
  return new RangeError(
    `${type}.const: expected an integer of at most ${size} bits, received ${value}`,
  );
}

/** A 32-bit integer, signed or unsigned: -1 and 0xffffffff are the same constant. */
export function i32Const(value: number): ScalarConstant<'i32'> {
  if (!(Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 32)) {
    throw outOfRange('i32', 32, value);
  }
  return new ScalarConstant('i32', value | 0);
}

/** A 64-bit integer, signed or unsigned; a number must be a safe integer. */
export function i64Const(value: number | bigint): ScalarConstant<'i64'> {
  const exact =
    typeof value === 'bigint' || Number.isSafeInteger(value) ? BigInt(value) : 1n << 64n;
  if (exact < -(1n << 63n) || exact >= 1n << 64n) throw outOfRange('i64', 64, value);
  bits.setBigInt64(0, BigInt.asIntN(64, exact), true);
  return new ScalarConstant('i64', bits.getInt32(0, true), bits.getInt32(4, true));
}

/** The binary32 number nearest to value. */
export function f32Const(value: number): ScalarConstant<'f32'> {
  bits.setFloat32(0, value, true);
  return new ScalarConstant('f32', bits.getInt32(0, true));
}

/** A binary64 number. */
export function f64Const(value: number): ScalarConstant<'f64'> {
  bits.setFloat64(0, value, true);
  return new ScalarConstant('f64', bits.getInt32(0, true), bits.getInt32(4, true));
}

/** Sixteen given bytes, lowest first. */
export function v128Const(bytes: readonly number[]): Expr<'v128'> {
  if (
    bytes.length !== 16 ||
    bytes.some((byte) => !(Number.isInteger(byte) && byte >= 0 && byte <= 255))
  ) {
    throw new RangeError(`v128.const: expected 16 bytes, received [${bytes.join(', ')}]`);
  }
  return {
    type: 'v128',
    emit(code) {
      code.instruction(0xfd0c);
      code.bytes(bytes);
    },
  };
}

/** A number in every lane. Engines widen a splat of a constant more readily than a v128.const. */
export class SplatConstant implements Expr<'v128'> {
  readonly type = 'v128';
  /** Equal for equal vectors of one shape. */
  readonly key: number | string;
  readonly #lane: ScalarConstant<ScalarType>;
  readonly #splat: number;

  constructor(lane: ScalarConstant<ScalarType>, splat: number) {
    const { low, high } = lane;
    this.key = high === undefined ? splat * 2 ** 32 + (low >>> 0) : `${splat} ${low} ${high}`;
    this.#lane = lane;
    this.#splat = splat;
  }

  emit(code: Code): void {
    code.constantVector(this);
  }

  compute(writer: ByteWriter): void {
    this.#lane.compute(writer);
    writer.byte(0xfd);
    writer.byte(this.#splat);
  }
}

function scalar(type: ScalarType, value: number | bigint): ScalarConstant<ScalarType> {
  switch (type) {
    case 'i32':
      return i32Const(Number(value));
    case 'i64':
      return i64Const(value);
    case 'f32':
      return f32Const(Number(value));
    default:
      return f64Const(Number(value));
  }
}

/** What a lane of each shape is, and the number of the SIMD instruction that fills all lanes with one. */
const splats: Record<
  Exclude<OperandKind, ValueType>,
  readonly [lane: ScalarType, splat: number]
> = {
  i8x16: ['i32', 0x0f],
  i16x8: ['i32', 0x10],
  i32x4: ['i32', 0x11],
  i64x2: ['i64', 0x12],
  f32x4: ['f32', 0x13],
  f64x2: ['f64', 0x14],
};

/** A constant of the given kind; in a vector shape, the value in every lane. */
export function constant(kind: OperandKind, value: number | bigint): Expr<ValueType> {
  switch (kind) {
    case 'i32':
    case 'i64':
    case 'f32':
    case 'f64':
      return scalar(kind, value);
    case 'v128':
      throw new TypeError(
        `v128: ${value} has no shape; write f32x4.splat(${value}) or i32x4.splat(${value})`,
      );
    default: {
      const [lane, splat] = splats[kind];
      return new SplatConstant(scalar(lane, value), splat);
    }
  }
}

/** A vector with the value in every lane of a shape. */
export function constantVector(
  shape: Exclude<OperandKind, ValueType>,
  value: number,
): Expr<'v128'> {
  return constant(shape, value) as Expr<'v128'>;
}
