import { checkShapes, DTypeError, RangeFault, Tensor, tensor } from '@rondo/tensor';

/** Valid steps of each sequence: int32 `[N]`, or plain numbers, which are checked. */
export type Lengths = Tensor | readonly number[];

/**
 * Lengths as a tensor.
 * @throws RangeFault when a plain length is not from 1 to L; DTypeError or ShapeError for a tensor other than int32 `[N]`.
 */
export function lengthsTensor(
  place: { toString(): string },
  lengths: Lengths,
  { N, L }: { readonly N: number; readonly L: number },
): Tensor {
  const checked = lengths instanceof Tensor ? lengths : fromNumbers(place, lengths, L);
  if (checked.dtype !== 'int32') {
    throw new DTypeError(
      `${place.toString()}: expected int32 lengths, received ${checked.dtype}; convert with .cast('int32')`,
      { received: checked.dtype },
    );
  }
  checkShapes(place, { lengths: [checked, ['N']] }, { N });
  return checked;
}

function fromNumbers(place: { toString(): string }, lengths: readonly number[], L: number): Tensor {
  for (const [index, length] of lengths.entries()) {
    if (Number.isInteger(length) && length >= 1 && length <= L) continue;
    throw new RangeFault(
      `${place.toString()}: lengths must be whole numbers from 1 to L = ${L}, received ${length} for sequence ${index}; leave out empty sequences`,
      { index, length, L },
    );
  }
  return tensor(Int32Array.from(lengths));
}
