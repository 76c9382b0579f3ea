import { checkShapes, DTypeError, RangeFault, Tensor, tensor, type Backend } from '@rondo/tensor';

/** Valid steps of each sequence, 1 to L: int32 `[N]`, whose values are not checked, or plain numbers, which are. */
export type Lengths = Tensor | readonly number[];

/**
 * Lengths as a tensor; plain numbers are put on `backend`.
 * @throws RangeFault when a plain length is not from 1 to L; DTypeError or ShapeError for a tensor other than int32 `[N]`.
 */
export function lengthsTensor(
  place: { toString(): string },
  lengths: Lengths,
  { N, L }: { readonly N: number; readonly L: number },
  backend: Backend,
): Tensor {
  const checked = lengths instanceof Tensor ? lengths : fromNumbers(place, lengths, L, backend);
  if (checked.dtype !== 'int32') {
    throw new DTypeError(
      `${place.toString()}: expected int32 lengths, received ${checked.dtype}; convert with .cast('int32')`,
      { received: checked.dtype },
    );
  }
  checkShapes(place, { lengths: [checked, ['N']] }, { N });
  return checked;
}

function fromNumbers(
  place: { toString(): string },
  lengths: readonly number[],
  L: number,
  backend: Backend,
): Tensor {
  for (const [index, length] of lengths.entries()) {
    if (Number.isInteger(length) && length >= 1 && length <= L) continue;
    throw new RangeFault(
      `${place.toString()}: lengths must be whole numbers from 1 to L = ${L}, received ${length} for sequence ${index}; leave out empty sequences`,
      { index, length, L },
    );
  }
  return tensor(Int32Array.from(lengths), { backend });
}
