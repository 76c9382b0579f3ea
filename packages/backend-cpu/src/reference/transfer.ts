import {
  elementCount,
  type DataOf,
  type DType,
  type NumericArray,
  type Operand,
} from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { eachRow, elements, start } from './iterate.ts';

/** Writes row-major numbers to memory from element `to` on, converted to the dtype. */
export function upload(memory: LinearMemory, to: number, dtype: DType, data: NumericArray): void {
  if (dtype === 'bool')
    for (let i = 0; i < data.length; i++) memory.i32[to + i] = Number(data[i] !== 0);
  else elements(memory, dtype).set(data, to);
}

const arrays: { readonly [D in DType]: (length: number) => DataOf[D] } = {
  float32: (length) => new Float32Array(length),
  int32: (length) => new Int32Array(length),
  bool: (length) => new Uint8Array(length),
};

/** A row-major copy of the elements. */
export function read<D extends DType>(
  memory: LinearMemory,
  source: Operand & { readonly dtype: D },
): DataOf[D] {
  const data = elements(memory, source.dtype);
  const result: DataOf[D] = arrays[source.dtype](elementCount(source.shape));
  let to = 0;
  eachRow(source.shape, [start(source)], [source.strides], (length, at, step) => {
    const from = at[0]!;
    if (step[0] === 1) result.set(data.subarray(from, from + length), to);
    else for (let i = 0; i < length; i++) result[to + i] = data[from + i * step[0]!]!;
    to += length;
  });
  return result;
}
