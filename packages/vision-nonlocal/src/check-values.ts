import { RangeFault, type Place } from '@rondo/tensor';

/** @throws RangeFault naming the first size that is not a whole number of `least` (1) or more. */
export function checkCounts(
  where: Place,
  sizes: Readonly<Record<string, number>>,
  least = 1,
): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (Number.isSafeInteger(size) && size >= least) continue;
    throw new RangeFault(
      `${where.toString()}: expected ${name} as a whole number of ${least} or more, received ${size}`,
      { [name]: size },
    );
  }
}

/** @throws RangeFault unless the value is one of the choices. */
export function checkChoice(
  where: Place,
  name: string,
  given: unknown,
  choices: readonly unknown[],
): void {
  if (choices.includes(given)) return;
  throw new RangeFault(
    `${where.toString()}: expected ${name} as one of ${choices.map(String).join(', ')}, received ${String(given)}`,
    { [name]: given },
  );
}
