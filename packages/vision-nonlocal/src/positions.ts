import { RangeFault, type Place } from '@rondo/tensor';

/** A position: its number in row-major order, or its coordinates, `[y, x]` or `[t, y, x]`. */
export type Position = number | readonly number[];

/**
 * Positions as numbers in row-major order.
 * @throws RangeFault for what is no position of these axes.
 */
export function placesOf(
  where: Place,
  positions: readonly Position[],
  sizes: readonly number[],
  axes: readonly string[],
): number[] {
  return positions.map((position) => {
    const given = typeof position === 'number' ? [position] : position;
    const limits = typeof position === 'number' ? [sizes.reduce((a, b) => a * b, 1)] : sizes;
    const isInside =
      given.length === limits.length &&
      given.every((at, i) => Number.isInteger(at) && at >= 0 && at < limits[i]!);
    if (!isInside) {
      throw new RangeFault(
        `${where.toString()}: expected queries as numbers of positions or as [${axes.join(', ')}] within [${sizes.join(', ')}], ` +
          `received ${JSON.stringify(position)}`,
        { position, sizes },
      );
    }
    return given.reduce((place, at, i) => place * limits[i]! + at, 0);
  });
}
