import type { Expr } from './expression.ts';
import { signedLeb128 } from './leb128.ts';
import type { OperandKind, ValueType } from './types.ts';

function literal<T extends ValueType>(type: T, bytes: readonly number[]): Expr<T> {
  return { type, emit: (code) => code.append(bytes) };
}

function integer(type: 'i32' | 'i64', value: number | bigint, bits: 32 | 64): bigint {
  const exact =
    typeof value === 'bigint' || Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (exact === undefined || exact < -(1n << BigInt(bits - 1)) || exact >= 1n << BigInt(bits)) {
    throw new RangeError(
      `${type}.const: expected an integer of at most ${bits} bits, received ${value}`,
    );
  }
  return BigInt.asIntN(bits, exact);
}

/** A 32-bit integer, signed or unsigned: -1 and 0xffffffff are the same constant. */
export function i32Const(value: number): Expr<'i32'> {
  return literal('i32', i32Bytes(value));
}

const i32Bytes = (value: number | bigint): number[] => [
  0x41,
  ...signedLeb128(integer('i32', value, 32)),
];

/** A 64-bit integer, signed or unsigned; a number must be a safe integer. */
export function i64Const(value: number | bigint): Expr<'i64'> {
  return literal('i64', i64Bytes(value));
}

const i64Bytes = (value: number | bigint): number[] => [
  0x42,
  ...signedLeb128(integer('i64', value, 64)),
];

/** The binary32 number nearest to value. */
export function f32Const(value: number): Expr<'f32'> {
  return literal('f32', f32Bytes(value));
}

function f32Bytes(value: number | bigint): number[] {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, Number(value), true);
  return [0x43, ...bytes];
}

/** A binary64 number. */
export function f64Const(value: number): Expr<'f64'> {
  return literal('f64', f64Bytes(value));
}

function f64Bytes(value: number | bigint): number[] {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, Number(value), true);
  return [0x44, ...bytes];
}

/** Sixteen given bytes, lowest first. */
export function v128Const(bytes: readonly number[]): Expr<'v128'> {
  if (
    bytes.length !== 16 ||
    bytes.some((byte) => !(Number.isInteger(byte) && byte >= 0 && byte <= 255))
  ) {
    throw new RangeError(`v128.const: expected 16 bytes, received [${bytes.join(', ')}]`);
  }
  return literal('v128', [0xfd, 0x0c, ...bytes]);
}

/** Engines widen a splat of a constant more readily than a v128.const. */
function splat(lane: readonly number[], opcode: number): Expr<'v128'> {
  const bytes = [...lane, 0xfd, opcode];
  return { type: 'v128', emit: (code) => code.constantVector(bytes) };
}

const constructors: Record<OperandKind, (value: number | bigint) => Expr<ValueType>> = {
  i32: (value) => i32Const(Number(value)),
  i64: i64Const,
  f32: (value) => f32Const(Number(value)),
  f64: (value) => f64Const(Number(value)),
  v128: (value) => {
    throw new TypeError(
      `v128: ${value} has no shape; write f32x4.splat(${value}) or i32x4.splat(${value})`,
    );
  },
  i8x16: (value) => splat(i32Bytes(value), 0x0f),
  i16x8: (value) => splat(i32Bytes(value), 0x10),
  i32x4: (value) => splat(i32Bytes(value), 0x11),
  i64x2: (value) => splat(i64Bytes(value), 0x12),
  f32x4: (value) => splat(f32Bytes(value), 0x13),
  f64x2: (value) => splat(f64Bytes(value), 0x14),
};

/** A constant of the given kind; in a vector shape, the value in every lane. */
export function constant(kind: OperandKind, value: number | bigint): Expr<ValueType> {
  return constructors[kind](value);
}

/** A vector with the value in every lane of a shape. */
export function constantVector(
  shape: Exclude<OperandKind, ValueType>,
  value: number,
): Expr<'v128'> {
  return constant(shape, value) as Expr<'v128'>;
}
