import { checkOptions } from '@rondo/layers-core';
import {
  formatShape,
  indexSelect,
  RangeFault,
  scope,
  ShapeError,
  Tensor,
  tensor,
} from '@rondo/tensor';
import { checkLengths, withPadding } from './lengths.ts';

/**
 * Sequences of different lengths without padding, as PyTorch packs them. Layers need none of it: `lengths` do the same.
 *
 * Order and sizes are plain numbers, so that packing never waits for a device.
 */
export interface PackedSequence {
  /** The valid steps `[sum of lengths, ..]`: step 0 of all sequences, the longest first, then step 1 of those that have one, … */
  readonly data: Tensor;
  /** How many sequences have a step t. */
  readonly batchSizes: readonly number[];
  /** Where in the batch the longest sequence is, the second longest, …; undefined for a batch that came in this order. */
  readonly sortedIndices: readonly number[] | undefined;
  /** The inverse: the place among the sorted ones of the sequence that is first in the batch, second, … */
  readonly unsortedIndices: readonly number[] | undefined;
}

export interface PackPaddedOptions {
  /** Whether to refuse lengths that increase (true); otherwise sequences are sorted, and results come in the order of the batch. */
  readonly enforceSorted?: boolean;
}

export interface PadPackedOptions {
  /** Steps of the result; the length of the longest sequence unless told otherwise. */
  readonly totalLength?: number;
  /** What stands after the end of a sequence (0). */
  readonly paddingValue?: number;
}

/**
 * Packs the first `lengths[n]` steps of each sequence of x `[N, L, ..]`: PyTorch's `pack_padded_sequence`, batch first.
 *
 * @throws RangeFault for no sequences, a length outside 1 to L, or, if `enforceSorted`, one that is greater than the one before it;
 * ShapeError for another number of lengths.
 */
export function packPadded(
  x: Tensor,
  lengths: ArrayLike<number>,
  options: PackPaddedOptions = {},
): PackedSequence {
  checkOptions('packPadded', options, ['enforceSorted']);
  const { enforceSorted = true } = options;
  if (lengths instanceof Tensor) {
    throw new RangeFault(
      'packPadded: expected lengths as plain numbers, received a tensor; read it before: await lengths.data()',
      { argument: 'lengths' },
    );
  }
  const counts = Array.from(lengths);
  const [N, L] = x.shape;
  if (N === undefined || L === undefined || N !== counts.length) {
    throw new ShapeError(
      `packPadded: expected x [N, L, ..] with N = ${counts.length} (from lengths), received ${formatShape(x.shape)}`,
      { received: x.shape, lengths: counts.length },
    );
  }
  if (N === 0) throw new RangeFault('packPadded: expected at least one sequence, received none');
  checkLengths('packPadded', counts, L);
  if (enforceSorted) checkSorted(counts);
  const sorted = counts.map((_, n) => n).toSorted((a, b) => counts[b]! - counts[a]!);
  const batchSizes = Array.from(
    { length: counts[sorted[0]!]! },
    (_, t) => counts.filter((count) => count > t).length,
  );
  const order = enforceSorted
    ? { sortedIndices: undefined, unsortedIndices: undefined }
    : { sortedIndices: sorted, unsortedIndices: inverse(sorted) };
  return { data: pickSteps(x, batchSizes, sorted), batchSizes, ...order };
}

/**
 * The sequences of a packed one, in the order of the batch, with `paddingValue` after their ends: PyTorch's `pad_packed_sequence`,
 * batch first.
 *
 * data `[sum of lengths, ..]` → output `[N, L, ..]` with L = `totalLength` or the longest length, and the lengths.
 * @throws RangeFault when `totalLength` is less than the longest length; ShapeError for sizes that do not belong together.
 */
export function padPacked(
  packed: PackedSequence,
  options: PadPackedOptions = {},
): { output: Tensor; lengths: number[] } {
  checkOptions('padPacked', options, ['totalLength', 'paddingValue']);
  const { totalLength, paddingValue = 0 } = options;
  checkPacked(packed);
  const { data, batchSizes, unsortedIndices } = packed;
  const longest = batchSizes.length;
  const L = totalLength ?? longest;
  if (!Number.isInteger(L) || L < longest) {
    throw new RangeFault(
      `padPacked: expected a totalLength of ${longest} (the longest sequence) or more, received ${L}`,
      { totalLength, longest },
    );
  }
  const N = batchSizes[0]!;
  const places = unsortedIndices ?? Array.from({ length: N }, (_, n) => n);
  const lengths = places.map((place) => batchSizes.filter((count) => count > place).length);
  let start = 0;
  const starts = batchSizes.map((count) => (start += count) - count);
  // Padding takes the first row, whose values and gradients the mask keeps out.
  const rows = places.flatMap((place) =>
    Array.from({ length: L }, (_, t) => (place < (batchSizes[t] ?? 0) ? starts[t]! + place : 0)),
  );
  return scope(() => {
    const padded = pickRows(data, rows).reshape([N, L, ...data.shape.slice(1)]);
    if (lengths.every((length) => length === L)) return { output: padded, lengths };
    const count = tensor(Int32Array.from(lengths), { backend: data.storage.backend });
    return { output: withPadding(padded, count, paddingValue), lengths };
  });
}

/** Packs x `[N, L, ..]`, sequences in the order of the batch, as another packed sequence is. */
export function packLike(packed: PackedSequence, x: Tensor): PackedSequence {
  const sorted = packed.sortedIndices ?? Array.from({ length: x.shape[0]! }, (_, n) => n);
  return { ...packed, data: pickSteps(x, packed.batchSizes, sorted) };
}

/** The steps of x `[N, L, ..]` in packed order, `[sum of lengths, ..]`. */
function pickSteps(x: Tensor, batchSizes: readonly number[], sorted: readonly number[]): Tensor {
  const [N, L, ...rest] = x.shape as [number, number, ...number[]];
  const rows = batchSizes.flatMap((count, t) => sorted.slice(0, count).map((n) => n * L + t));
  return scope(() => pickRows(x.reshape([N * L, ...rest]), rows));
}

function pickRows(x: Tensor, rows: readonly number[]): Tensor {
  const indices = tensor(Int32Array.from(rows), { backend: x.storage.backend });
  return indexSelect(x, 0, indices);
}

function inverse(order: readonly number[]): number[] {
  const places = Array.from(order, () => 0);
  for (const [place, n] of order.entries()) places[n] = place;
  return places;
}

function checkSorted(lengths: readonly number[]): void {
  for (const [n, length] of lengths.entries()) {
    const before = lengths[n - 1] ?? length;
    if (length <= before) continue;
    throw new RangeFault(
      `packPadded: expected lengths that do not increase, received ${length} after ${before} for sequence ${n}; sort the batch, or set enforceSorted: false`,
      { index: n, length, before },
    );
  }
}

function checkPacked(packed: PackedSequence): void {
  if (packed instanceof Tensor) {
    throw new RangeFault(
      `padPacked: expected a packed sequence, received a tensor ${formatShape(packed.shape)}; packPadded makes one`,
      { argument: 'packed' },
    );
  }
  const { data, batchSizes, sortedIndices, unsortedIndices } = packed;
  const total = batchSizes.reduce((sum, count) => sum + count, 0);
  const [N = 0] = batchSizes;
  const decreases = batchSizes.every(
    (count, t) => Number.isInteger(count) && count >= 1 && count <= (batchSizes[t - 1] ?? count),
  );
  if (N === 0 || !decreases || data.shape[0] !== total) {
    throw new ShapeError(
      `padPacked: expected batchSizes of 1 or more that do not increase and add up to the rows of data; received [${batchSizes.join(', ')}] for data ${formatShape(data.shape)}`,
      { batchSizes, data: data.shape },
    );
  }
  for (const [name, order] of Object.entries({ sortedIndices, unsortedIndices })) {
    const sorted = order?.toSorted((a, b) => a - b);
    if (!order || (order.length === N && sorted!.every((n, place) => n === place))) continue;
    throw new ShapeError(
      `padPacked: expected ${name} to name each of N = ${N} (from batchSizes) sequences once, received [${order.join(', ')}]`,
      { name, received: order },
    );
  }
}
