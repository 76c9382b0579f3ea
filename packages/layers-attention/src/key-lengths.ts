import { checkShapes, DTypeError, RangeFault, Tensor, tensor, type Backend } from '@rondo/tensor';

/**
 * Valid keys of each sequence, 0 to T2: int32 `[N]`, whose values are not checked (below 0 they count as 0, above T2 as T2), or plain
 * numbers, which are.
 */
export type KeyLengths = Tensor | readonly number[];

/**
 * Lengths as a tensor; plain numbers are put on `backend`.
 * @throws RangeFault when a plain length is not from 0 to T2; DTypeError or ShapeError for a tensor other than int32 `[N]`.
 */
export function keyLengthsTensor(
  place: { toString(): string },
  lengths: KeyLengths,
  { N, T2 }: { readonly N: number; readonly T2: number },
  backend: Backend,
): Tensor {
  const checked = lengths instanceof Tensor ? lengths : fromNumbers(place, lengths, T2, backend);
  if (checked.dtype !== 'int32') {
    throw new DTypeError(
      `${place.toString()}: expected int32 lengths, received ${checked.dtype}; convert with .cast('int32')`,
      { received: checked.dtype },
    );
  }
  checkShapes(place, { keyLengths: [checked, ['N']] }, { N });
  return checked;
}

function fromNumbers(
  place: { toString(): string },
  lengths: readonly number[],
  T2: number,
  backend: Backend,
): Tensor {
  for (const [index, length] of lengths.entries()) {
    if (Number.isInteger(length) && length >= 0 && length <= T2) continue;
    throw new RangeFault(
      `${place.toString()}: key lengths must be whole numbers from 0 to T2 = ${T2}, received ${length} for sequence ${index}`,
      { index, length, T2 },
    );
  }
  return tensor(Int32Array.from(lengths), { backend });
}
