import type { DType } from '@rondo/tensor';

/** How one element type of the format is read. */
export interface ElementType {
  readonly bytes: number;
  /** What it becomes here. */
  readonly dtype: DType;
  read(view: DataView, offset: number): number;
}

/** The element types that can be read; those wider than ours are rounded (F64) or must fit (I64, U32). */
export const elementTypes: Readonly<Record<string, ElementType>> = {
  F32: { bytes: 4, dtype: 'float32', read: (view, at) => view.getFloat32(at, true) },
  I32: { bytes: 4, dtype: 'int32', read: (view, at) => view.getInt32(at, true) },
  BOOL: { bytes: 1, dtype: 'bool', read: (view, at) => view.getUint8(at) },
  F64: { bytes: 8, dtype: 'float32', read: (view, at) => view.getFloat64(at, true) },
  F16: { bytes: 2, dtype: 'float32', read: (view, at) => float16(view.getUint16(at, true)) },
  BF16: { bytes: 2, dtype: 'float32', read: (view, at) => bfloat16(view.getUint16(at, true)) },
  I64: { bytes: 8, dtype: 'int32', read: (view, at) => Number(view.getBigInt64(at, true)) },
  U32: { bytes: 4, dtype: 'int32', read: (view, at) => view.getUint32(at, true) },
  I16: { bytes: 2, dtype: 'int32', read: (view, at) => view.getInt16(at, true) },
  U16: { bytes: 2, dtype: 'int32', read: (view, at) => view.getUint16(at, true) },
  I8: { bytes: 1, dtype: 'int32', read: (view, at) => view.getInt8(at) },
  U8: { bytes: 1, dtype: 'int32', read: (view, at) => view.getUint8(at) },
};

/** What tensors are written as. */
export const writtenAs = {
  float32: { name: 'F32', bytes: 4, write: (view, at, value) => view.setFloat32(at, value, true) },
  int32: { name: 'I32', bytes: 4, write: (view, at, value) => view.setInt32(at, value, true) },
  bool: { name: 'BOOL', bytes: 1, write: (view, at, value) => view.setUint8(at, value) },
} satisfies Record<
  DType,
  { name: string; bytes: number; write: (view: DataView, at: number, value: number) => void }
>;

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
