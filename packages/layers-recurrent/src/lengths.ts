import {
  arange,
  checkShapes,
  DTypeError,
  RangeFault,
  Tensor,
  tensor,
  where,
  type Backend,
} from '@rondo/tensor';

/**
 * Valid steps of each sequence, 1 to L, in any order: int32 `[N]`, whose values are not checked, or plain numbers (an array or a typed
 * array), which are.
 */
export type Lengths = Tensor | ArrayLike<number>;

/** Sequences and the steps of the longest one. */
export interface BatchSize {
  readonly N: number;
  readonly L: number;
}

/**
 * Lengths as a tensor; plain numbers are put on `backend`.
 * @throws RangeFault when a plain length is not from 1 to L; DTypeError or ShapeError for a tensor other than int32 `[N]`.
 */
export function lengthsTensor(
  place: { toString(): string },
  lengths: Lengths,
  { N, L }: BatchSize,
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
  lengths: ArrayLike<number>,
  L: number,
  backend: Backend,
): Tensor {
  checkLengths(place, lengths, L);
  return tensor(Int32Array.from(lengths), { backend });
}

/** @throws RangeFault naming the first length that is not a whole number from 1 to L. */
export function checkLengths(
  place: { toString(): string },
  lengths: ArrayLike<number>,
  L: number,
): void {
  for (let index = 0; index < lengths.length; index++) {
    const length = lengths[index]!;
    if (Number.isInteger(length) && length >= 1 && length <= L) continue;
    throw new RangeFault(
      `${place.toString()}: lengths must be whole numbers from 1 to L = ${L}, received ${length} for sequence ${index}; leave out empty sequences`,
      { index, length, L },
    );
  }
}

/** Which steps of sequences are valid: lengths int32 `[N]` → bool `[N, L]`. */
export function validSteps(lengths: Tensor, L: number): Tensor {
  const steps = arange(0, L, 1, { backend: lengths.storage.backend });
  return steps.less(lengths.unsqueeze(1));
}

/** x `[N, L, ..]` with `value` after the end of each sequence, whatever stands there, NaN included; its gradient is 0 there. */
export function withPadding(x: Tensor, lengths: Tensor, value: number): Tensor {
  return where(likeRank(validSteps(lengths, x.shape[1]!), x), x, value);
}

/** A mask `[N, ..]` with axes of 1 behind it, up to the rank of `x`, along whose first axes it then broadcasts. */
export function likeRank(mask: Tensor, x: Tensor): Tensor {
  return mask.reshape([...mask.shape, ...x.shape.slice(mask.rank).map(() => 1)]);
}
