/**
 * Element types. Every element takes 4 bytes on every backend, `bool` included (0 or 1 as int32), so that kernels which
 * only move elements (copy, gather, concat) do not depend on the type.
 */
export type DType = 'float32' | 'int32' | 'bool';

/** What `data()` returns for each element type. */
export interface DataOf {
  float32: Float32Array;
  int32: Int32Array;
  bool: Uint8Array;
}

/** Typed arrays that numbers are uploaded from. */
export type NumericArray = Float32Array | Float64Array | Int32Array | Uint8Array;

export const bytesPerElement = 4;
