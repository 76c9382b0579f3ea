import { concat, formatShape, ShapeError, type PaddingPair, type Tensor } from '@rondo/tensor';

/**
 * What padding holds: 'zeros'; the places next to the edge mirrored at it, without the edge itself ('reflect'); the edge again
 * ('replicate'); or what stands at the other end ('circular').
 */
export type PaddingMode = 'zeros' | 'reflect' | 'replicate' | 'circular';

type FillingMode = Exclude<PaddingMode, 'zeros'>;

/** The part of x that stands for `count` elements before it (side 0) or after it (side 1). */
const parts: Readonly<
  Record<FillingMode, (x: Tensor, axis: number, count: number, side: 0 | 1) => Tensor>
> = {
  reflect: (x, axis, count, side) => {
    const start = side === 0 ? 1 : x.shape[axis]! - 1 - count;
    return x.narrow(axis, start, count).flip(axis);
  },
  replicate: (x, axis, count, side) =>
    x.narrow(axis, side === 0 ? 0 : x.shape[axis]! - 1, 1).expand(x.shape.with(axis, count)),
  circular: (x, axis, count, side) =>
    x.narrow(axis, side === 0 ? x.shape[axis]! - count : 0, count),
};

/** The largest padding that an axis of a size can have. */
const most: Readonly<Record<FillingMode, (size: number) => number>> = {
  reflect: (size) => size - 1,
  replicate: (size) => (size > 0 ? Infinity : 0),
  circular: (size) => size,
};

/**
 * x with its last axes padded from itself, one pair for each.
 * @throws ShapeError when there is less in x than the padding needs.
 */
export function padAround(
  place: { toString(): string },
  x: Tensor,
  pairs: readonly PaddingPair[],
  mode: FillingMode,
): Tensor {
  return pairs.reduce((padded, pair, i) => {
    if (Math.max(...pair) === 0) return padded;
    const axis = x.rank - pairs.length + i;
    if (Math.max(...pair) > most[mode](x.shape[axis]!)) {
      throw new ShapeError(
        `${place.toString()}: ${mode} padding of ${Math.max(...pair)} needs more than the ${x.shape[axis]} elements of axis ${axis} ` +
          `of x ${formatShape(x.shape)}; use less padding, or 'replicate'`,
        { x: x.shape, axis, padding: pair, mode },
      );
    }
    const [before, after] = pair.map((count, side) =>
      count > 0 ? [parts[mode](padded, axis, count, side as 0 | 1)] : [],
    );
    return concat([...before!, padded, ...after!], axis);
  }, x);
}
