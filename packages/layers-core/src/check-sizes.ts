import { RangeFault, type Place } from '@rondo/tensor';

/**
 * Refuses sizes that are no whole numbers of `least` (0) or more; a size may be a list of them.
 *
 * `checkSizes(this, { inFeatures, outFeatures })`
 * @throws RangeFault such as `Linear: expected inFeatures as a whole number of 0 or more, received 2.5`.
 */
export function checkSizes(
  where: Place,
  sizes: Readonly<Record<string, number | readonly number[]>>,
  least = 0,
): void {
  const isSize = (size: number): boolean => Number.isSafeInteger(size) && size >= least;
  for (const [name, given] of Object.entries(sizes)) {
    if (Array.isArray(given) ? given.every(isSize) : isSize(given as number)) continue;
    const received = typeof given === 'number' ? String(given) : JSON.stringify(given);
    throw new RangeFault(
      `${where.toString()}: expected ${name} as a whole number of ${least} or more, received ${received}`,
      { [name]: given },
    );
  }
}
