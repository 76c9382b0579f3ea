/** Four 32-bit words of a random block. */
export type Block = [number, number, number, number];

const multiplier0 = 0xd2511f53;
const multiplier1 = 0xcd9e8d57;
const weyl0 = 0x9e3779b9;
const weyl1 = 0xbb67ae85;
const two32 = 2 ** 32;

/** High word of the 64-bit product of two 32-bit words. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + Math.floor((aLow * bLow) / 0x10000);
  const carry = (middle % 0x10000) + aLow * bHigh;
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/**
 * Philox 4x32-10: the four random words of block number `block` under key `seed` (both whole numbers below 2⁵³).
 * Counter words are (block mod 2³², block div 2³², 0, 0), key words (seed mod 2³², seed div 2³²).
 *
 * Source: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", section 3.
 */
export function philox(seed: number, block: number): Block {
  return philox4x32(
    (block % two32) >>> 0,
    Math.floor(block / two32) >>> 0,
    0,
    0,
    (seed % two32) >>> 0,
    Math.floor(seed / two32) >>> 0,
  );
}

/** Ten rounds on a counter of four words under a key of two. */
export function philox4x32(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
): Block {
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(multiplier0, c0);
    const low0 = Math.imul(multiplier0, c0) >>> 0;
    const high1 = multiplyHigh(multiplier1, c2);
    const low1 = Math.imul(multiplier1, c2) >>> 0;
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + weyl0) >>> 0;
    k1 = (k1 + weyl1) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** A random word as a float32 on [0, 1): its upper 24 bits, so that every value is exact. */
export function uniformFromBits(bits: number): number {
  return (bits >>> 8) * 2 ** -24;
}

/**
 * Two words as two standard normal numbers (Box & Muller 1958): √(-2 ln u) · (cos 2πv, sin 2πv), where u is on (0, 1].
 */
export function normalsFromBits(first: number, second: number): [number, number] {
  const radius = Math.sqrt(-2 * Math.log(((first >>> 8) + 1) * 2 ** -24));
  const angle = 2 * Math.PI * uniformFromBits(second);
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}
