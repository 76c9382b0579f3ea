/** Granularity and alignment of blocks. */
const alignment = 64;

/** Classes are 64, 128, 192 and 256 bytes, then four in each power of two up to 4 GiB. */
export const classCount = 4 + 4 * 24;

/** The smallest class whose blocks hold `bytes`; `classCount` or more when none does. */
export function classOf(bytes: number): number {
  if (bytes <= alignment) return 0;
  if (bytes <= 4 * alignment) return ((bytes - 1) / alignment) | 0;
  if (bytes > 2 ** 32) return classCount;
  // 2^exponent < bytes <= 2^(exponent + 1), cut in four quarters.
  const exponent = 31 - Math.clz32(bytes - 1);
  const quarter = ((bytes - 1) >>> (exponent - 2)) & 3;
  return 4 + 4 * (exponent - 8) + quarter;
}

/** Bytes of a block of a class. */
export function classSize(sizeClass: number): number {
  if (sizeClass < 4) return (sizeClass + 1) * alignment;
  const exponent = 8 + ((sizeClass - 4) >> 2);
  return 2 ** exponent + ((sizeClass & 3) + 1) * 2 ** (exponent - 2);
}
