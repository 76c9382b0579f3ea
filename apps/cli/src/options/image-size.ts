import { InvalidArgumentError } from '@commander-js/extra-typings';

/** The networks of `rondo clips` and `rondo images` halve images twice. */
const least = 8;
const most = 1024;

/** Reads `32`, for a square, or `24x32`, height and width. */
export function imageSize(text: string): { readonly height: number; readonly width: number } {
  const sides = text
    .trim()
    .split(/[x×]/u)
    .map((side) => (/^\d+$/u.test(side) ? Number(side) : Number.NaN));
  if (sides.length <= 2 && sides.every((side) => side >= least && side <= most)) {
    return { height: sides[0]!, width: sides.at(-1)! };
  }
  throw new InvalidArgumentError(
    `Expected pixels such as 32, or height and width such as 24x32, ${least} to ${most}.`,
  );
}
