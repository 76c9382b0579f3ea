import { RangeFault } from '../errors.ts';

/** What stands before and after an axis. */
export type PaddingPair = readonly [before: number, after: number];

/**
 * Padding of a convolution: one number for both sides of all axes; a number or a pair `[before, after]` for each axis; 'same' for what
 * keeps the sizes, dilation · (kernel - 1), the odd one of them after the axis; 'valid' for none.
 */
export type ConvPadding = number | readonly (number | PaddingPair)[] | 'same' | 'valid';

/** One number for each axis of a convolution. */
export interface ConvGeometry {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
}

/**
 * What a padding stands for, axis by axis.
 * @throws RangeFault when it is none, has another number of axes, or is 'same' with a stride.
 */
export function paddingPairs(
  op: string,
  padding: ConvPadding,
  { kernel, stride, dilation }: ConvGeometry,
): PaddingPair[] {
  if (padding === 'same') {
    if (stride.some((step) => step !== 1)) {
      throw new RangeFault(
        `${op}: padding 'same' needs stride 1, received ${stride.join(', ')}; give the padding in numbers`,
        { padding, stride },
      );
    }
    return kernel.map((size, axis) => {
      const both = Math.max(0, dilation[axis]! * (size - 1));
      return [Math.floor(both / 2), Math.ceil(both / 2)];
    });
  }
  const sides =
    typeof padding === 'number' || padding === 'valid'
      ? kernel.map(() => (padding === 'valid' ? 0 : padding))
      : [...padding];
  const pairs = sides.map((side): PaddingPair => (typeof side === 'number' ? [side, side] : side));
  if (pairs.length !== kernel.length || !pairs.every(isPair)) {
    throw new RangeFault(
      `${op}: padding must be a whole number of 0 or more, one or a pair of them for each of ${kernel.length} axes, 'same' or 'valid', ` +
        `received ${JSON.stringify(padding)}`,
      { padding },
    );
  }
  return pairs;
}

function isPair(pair: PaddingPair): boolean {
  return pair.length === 2 && pair.every((amount) => Number.isInteger(amount) && amount >= 0);
}
