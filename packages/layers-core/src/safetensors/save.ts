import type { Tensor } from '@rondo/tensor';
import { SafetensorsError } from './error.ts';
import { writtenAs } from './written-as.ts';

/**
 * Writes tensors in the safetensors format: float32 as F32, int32 as I32, bool as BOOL (1 byte).
 *
 * The file is a little-endian u64, the length of the header; the header, JSON padded with spaces to 8 bytes:
 * `{ name: { dtype, shape, data_offsets } }` and `__metadata__`; then the elements, row-major, without gaps.
 * Source: huggingface/safetensors, README, "Format".
 * @throws SafetensorsError when a tensor is called `__metadata__`.
 */
export async function save(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  // The widest elements come first, so that all are aligned.
  const entries = Object.entries(tensors).toSorted(
    ([, a], [, b]) => writtenAs[b.dtype].bytes - writtenAs[a.dtype].bytes,
  );
  // All are read before the first wait: one moment of a model that is being trained.
  const contents = await Promise.all(entries.map(([, tensor]) => tensor.data()));

  let end = 0;
  const header = entries.map(([name, { dtype, shape, size }]): [string, object] => {
    if (name === '__metadata__') {
      throw new SafetensorsError(
        "safetensors.save: '__metadata__' is reserved; rename the tensor",
        { name },
      );
    }
    const begin = end;
    end += size * writtenAs[dtype].bytes;
    return [name, { dtype: writtenAs[dtype].name, shape, data_offsets: [begin, end] }];
  });
  const json = new TextEncoder().encode(
    JSON.stringify(Object.fromEntries([['__metadata__', metadata], ...header])),
  );
  const headerLength = Math.ceil(json.length / 8) * 8;

  const bytes = new Uint8Array(8 + headerLength + end).fill(0x20, 8, 8 + headerLength);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.set(json, 8);
  let at = 8 + headerLength;
  for (const [index, [, { dtype }]] of entries.entries()) {
    const { bytes: width, write } = writtenAs[dtype];
    for (const value of contents[index]!) {
      write(view, at, value);
      at += width;
    }
  }
  return bytes;
}
