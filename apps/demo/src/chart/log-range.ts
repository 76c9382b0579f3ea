import type { Up } from './chart-parts.ts';

type LogScale = Extract<Up['scale'], { readonly kind: 'log' }>;

/** Less is noise, which must not look like learning. */
const leastRatio = 3;

/** Beyond a mark by less is rounding, which is not worth the next mark. */
const rounding = 1e-6;

/** From where to where a logarithmic scale reaches, given the lowest and highest values; both ends are a digit times a power of ten. */
export function logRange(
  { holds, least, isOfPowers = false }: LogScale,
  lowest: number | null,
  highest: number | null,
): [number, number] {
  if (!isSize(lowest) || !isSize(highest)) return holds ? [...holds] : [1, 10];
  const [low, high] = holds ?? [Infinity, 0];
  const bottom = Math.max(least, Math.min(low, lowest));
  const top = Math.max(high, leastRatio * bottom, highest);
  return isOfPowers
    ? [
        power(Math.floor(Math.log10(bottom) + rounding)),
        power(Math.ceil(Math.log10(top) - rounding)),
      ]
    : [toDigit(bottom, Math.floor, rounding), toDigit(top, Math.ceil, -rounding)];
}

/** A size rounded to one digit, 0.07 or 200. */
function toDigit(size: number, round: (ratio: number) => number, tolerance: number): number {
  const exponent = Math.floor(Math.log10(size));
  return power(exponent, round(size / power(exponent) + tolerance));
}

/** Powers of ten from one number to another. */
export function powersOfTen(from: number, to: number): number[] {
  const [first, last] = [Math.round(Math.log10(from)), Math.round(Math.log10(to))];
  return Array.from({ length: last - first + 1 }, (_, n) => power(first + n));
}

/** Read, since 10 ** -24 is not the number nearest to it. */
function power(exponent: number, digit = 1): number {
  return Number(`${digit}e${exponent}`);
}

function isSize(value: number | null): value is number {
  return value !== null && Number.isFinite(value) && value > 0;
}
