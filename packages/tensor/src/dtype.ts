import { DTypeError } from './errors.ts';

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

const dtypes: readonly string[] = ['float32', 'int32', 'bool'] satisfies DType[];

/** Refuses the element types of other libraries, which only the type system keeps out. */
export function expectKnown(op: string, dtype: string): void {
  if (dtypes.includes(dtype)) return;
  const isWhole = /^u?int/.test(dtype);
  const remedy = dtype.startsWith('bool')
    ? "use 'bool'"
    : `use '${isWhole ? 'int32' : 'float32'}', ${isWhole ? 'which holds whole numbers from -2147483648 to 2147483647' : 'to which numbers are rounded'}`;
  throw new DTypeError(
    `${op}: there is no dtype ${JSON.stringify(dtype)} among ${dtypes.join(', ')}; ${remedy}`,
    { op, dtype },
  );
}
