import { scope, tensor, type Tensor } from '@rondo/tensor';
import { readElements } from '../element-types.ts';
import { SafetensorsError } from './error.ts';
import { readHeader } from './header.ts';

export interface Loaded {
  readonly tensors: Record<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a safetensors file, all or nothing.
 *
 * F32, F64, F16 and BF16 become float32 (F64 is rounded); the other widths of whole numbers become int32; BOOL becomes bool.
 * @throws SafetensorsError naming the tensor and what is wrong: a damaged or cut off file, another element type, a number that
 * does not fit in int32.
 */
export function load(bytes: Uint8Array): Loaded {
  const { entries, metadata } = readHeader(bytes);
  const contents = entries.map(({ name, type, begin, end }) =>
    readElements(bytes.subarray(begin, end), type, {
      littleEndian: true,
      refuse: (index, value) =>
        new SafetensorsError(
          `safetensors.load: element ${index} of tensor '${name}' is ${value}, which int32 cannot hold; nothing was loaded`,
          { name, index, value },
        ),
    }),
  );
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
