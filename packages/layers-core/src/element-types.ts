import type { DType } from '@rondo/tensor';

/** How one element type of a file is read. */
export interface ElementType {
  readonly bytes: number;
  /** What it becomes here. */
  readonly dtype: DType;
  read(view: DataView, offset: number, littleEndian: boolean): number;
}

/** The element types that can be read; those wider than ours are rounded (F64) or must fit (I64, U64, U32). */
export const elementTypes = {
  F32: { bytes: 4, dtype: 'float32', read: (view, at, little) => view.getFloat32(at, little) },
  I32: { bytes: 4, dtype: 'int32', read: (view, at, little) => view.getInt32(at, little) },
  BOOL: { bytes: 1, dtype: 'bool', read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
  F64: { bytes: 8, dtype: 'float32', read: (view, at, little) => view.getFloat64(at, little) },
  F16: {
    bytes: 2,
    dtype: 'float32',
    read: (view, at, little) => float16(view.getUint16(at, little)),
  },
  BF16: {
    bytes: 2,
    dtype: 'float32',
    read: (view, at, little) => bfloat16(view.getUint16(at, little)),
  },
  I64: {
    bytes: 8,
    dtype: 'int32',
    read: (view, at, little) => Number(view.getBigInt64(at, little)),
  },
  U64: {
    bytes: 8,
    dtype: 'int32',
    read: (view, at, little) => Number(view.getBigUint64(at, little)),
  },
  U32: { bytes: 4, dtype: 'int32', read: (view, at, little) => view.getUint32(at, little) },
  I16: { bytes: 2, dtype: 'int32', read: (view, at, little) => view.getInt16(at, little) },
  U16: { bytes: 2, dtype: 'int32', read: (view, at, little) => view.getUint16(at, little) },
  I8: { bytes: 1, dtype: 'int32', read: (view, at) => view.getInt8(at) },
  U8: { bytes: 1, dtype: 'int32', read: (view, at) => view.getUint8(at) },
} satisfies Readonly<Record<string, ElementType>>;

export interface ReadOptions {
  readonly littleEndian: boolean;
  /** Makes the error for an element that int32 cannot hold. */
  readonly refuse: (index: number, value: number) => Error;
}

/** All elements in `bytes`, whose length is a multiple of the type's. */
export function readElements(
  bytes: Uint8Array,
  type: ElementType,
  { littleEndian, refuse }: ReadOptions,
): Float32Array | Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length / type.bytes;
  const isReal = type.dtype === 'float32';
  const values = isReal ? new Float32Array(count) : new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const value = type.read(view, i * type.bytes, littleEndian);
    values[i] = value;
    if (!isReal && values[i] !== value) throw refuse(i, value);
  }
  return values;
}

/** IEEE 754 half precision: 1 sign, 5 exponent and 10 fraction bits. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
function bfloat16(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}
