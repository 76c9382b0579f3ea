import { DTypeError, RangeFault, type Place, type Tensor } from '@rondo/tensor';

/** @throws RangeFault naming the first size that is not a whole number of `least` (1) or more; `undefined` stands for a default. */
export function checkWhole(
  place: Place,
  sizes: Readonly<Record<string, number | undefined>>,
  least = 1,
): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (size === undefined || (Number.isInteger(size) && size >= least)) continue;
    throw new RangeFault(
      `${place.toString()}: expected ${name} to be a whole number of ${least} or more, received ${size}`,
      { [name]: size },
    );
  }
}

/** @throws RangeFault for a dropout that is no probability. */
export function checkDropout(place: Place, dropout: number): void {
  if (dropout >= 0 && dropout <= 1) return;
  throw new RangeFault(`${place.toString()}: expected dropout from 0 to 1, received ${dropout}`, {
    dropout,
  });
}

export interface HeadSizes {
  /** What `width` is called there. */
  readonly widthName: string;
  readonly width: number;
  readonly headsName: string;
  readonly heads: number;
  readonly keyValueHeads: number | undefined;
}

/** @throws RangeFault for heads that do not divide. */
export function checkHeads(place: Place, sizes: HeadSizes): void {
  const { widthName, width, headsName, heads, keyValueHeads = heads } = sizes;
  checkWhole(place, { [widthName]: width });
  if (!divides(heads, width)) {
    throw new RangeFault(
      `${place.toString()}: expected ${headsName} to divide ${widthName} = ${width}, received ${heads}`,
      { [widthName]: width, [headsName]: heads },
    );
  }
  if (!divides(keyValueHeads, heads)) {
    throw new RangeFault(
      `${place.toString()}: expected keyValueHeads to divide ${headsName} = ${heads}, received ${keyValueHeads}`,
      { [headsName]: heads, keyValueHeads },
    );
  }
}

function divides(part: number, whole: number): boolean {
  return Number.isInteger(part) && part >= 1 && whole % part === 0;
}

/** @throws DTypeError naming the first input that has no numbers with fractions. */
export function checkFloats(
  place: Place,
  inputs: Readonly<Record<string, Tensor | undefined>>,
): void {
  for (const [name, input] of Object.entries(inputs)) {
    if (input === undefined || input.dtype === 'float32') continue;
    throw new DTypeError(
      `${place.toString()}: expected ${name} of float32, received ${input.dtype}; convert with .cast('float32'), or embed tokens first`,
      { argument: name, received: input.dtype },
    );
  }
}
