import { RangeFault } from '@rondo/tensor';
import type { IncrementalDecoder } from './incremental-decoder.ts';

export interface LengthOptions {
  /** Longest output, [end] not counted; default: twice the source length plus 10. */
  readonly maxLength?: number;
  /** Shortest output, [end] not counted. Default 0. */
  readonly minLength?: number;
}

/** @throws RangeFault unless the value is a whole number of `least` or more. */
export function requireWhole(where: string, name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new RangeFault(
    `${where}: ${name} must be a whole number of ${least} or more, received ${value}`,
    { [name]: value },
  );
}

/** @throws RangeFault unless the value is a number from `least` up to `most`. */
export function requireWithin(
  where: string,
  name: string,
  value: number,
  least: number,
  most = Infinity,
): void {
  if (value >= least && value <= most && Number.isFinite(value)) return;
  const range = most === Infinity ? `a number of ${least} or more` : `from ${least} to ${most}`;
  throw new RangeFault(`${where}: ${name} must be ${range}, received ${value}`, { [name]: value });
}

/**
 * The longest output of a sentence. By its own length where nothing is said, so that a sentence comes out the same whatever it is decoded
 * beside; `needed` are tokens that must come in any case. Never longer than the model can go on.
 */
export function lengthLimit(
  { maxLength }: LengthOptions,
  { longestTarget = Infinity }: Pick<IncrementalDecoder, 'longestTarget'>,
  sourceLength: number,
  needed: number,
): number {
  return Math.min(maxLength ?? 2 * sourceLength + 10 + needed, longestTarget - 1);
}

/** @throws RangeFault for lengths that are none, or of which none fits between the two. */
export function checkLengths(where: string, { minLength = 0, maxLength }: LengthOptions): void {
  requireWhole(where, 'minLength', minLength, 0);
  if (maxLength === undefined) return;
  requireWhole(where, 'maxLength', maxLength, 0);
  if (minLength > maxLength) {
    throw new RangeFault(
      `${where}: minLength ${minLength} is more than maxLength ${maxLength}; no output is both`,
      { minLength, maxLength },
    );
  }
}
