import { scope, tensor, type Tensor } from '@rondo/tensor';
import { SafetensorsError } from './error.ts';
import { readHeader, type Entry } from './header.ts';

export interface Loaded {
  readonly tensors: Record<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a safetensors file, all or nothing.
 *
 * F32, F64, F16 and BF16 become float32 (F64 is rounded); I32, I64, I16, I8, U32, U16 and U8 become int32; BOOL becomes bool.
 * @throws SafetensorsError naming the tensor and what is wrong: a damaged or cut off file, another element type, a number that
 * does not fit in int32.
 */
export function load(bytes: Uint8Array): Loaded {
  const { entries, metadata } = readHeader(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const contents = entries.map((entry) => readElements(view, entry));
  const tensors = scope(() =>
    Object.fromEntries(
      entries.map(({ name, type, shape }, index): [string, Tensor] => [
        name,
        tensor(contents[index]!, { shape, dtype: type.dtype }),
      ]),
    ),
  );
  return { tensors, metadata };
}

function readElements(
  view: DataView,
  { name, type, begin, end }: Entry,
): Float32Array | Int32Array {
  const count = (end - begin) / type.bytes;
  const isReal = type.dtype === 'float32';
  const values = isReal ? new Float32Array(count) : new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const value = type.read(view, begin + i * type.bytes);
    values[i] = value;
    if (!isReal && values[i] !== value) {
      throw new SafetensorsError(
        `safetensors.load: element ${i} of tensor '${name}' is ${value}, which int32 cannot hold; nothing was loaded`,
        { name, index: i, value },
      );
    }
  }
  return values;
}
