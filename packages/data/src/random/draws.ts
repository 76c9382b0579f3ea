import type { Random } from './random.ts';

/** A number in [0, 1). */
function uniform(random: Random): number {
  return random.uint32() / 2 ** 32;
}

/** A number in [low, high). */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * uniform(random);
}

/** A number of the standard normal distribution (Box & Muller 1958). */
export function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform(random)));
  return radius * Math.cos(2 * Math.PI * uniform(random));
}
