import type { DataOf, DType, NumericArray } from '@rondo/tensor';

/** Numbers as the device holds them. Always memory of our own: queues refuse memory that threads share. */
export function toDevice(
  dtype: DType,
  data: NumericArray,
): Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> {
  if (dtype === 'float32') return new Float32Array(data);
  if (dtype === 'int32') return new Int32Array(data);
  return Int32Array.from(data, (x) => (x !== 0 ? 1 : 0));
}

export function fromDevice<D extends DType>(dtype: D, bytes: ArrayBuffer): DataOf[D];
export function fromDevice(dtype: DType, bytes: ArrayBuffer): DataOf[DType] {
  if (dtype === 'float32') return new Float32Array(bytes);
  const numbers = new Int32Array(bytes);
  return dtype === 'int32' ? numbers : Uint8Array.from(numbers);
}
