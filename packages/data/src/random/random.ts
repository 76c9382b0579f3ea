import { requireInteger } from '../errors.ts';

const rotateLeft = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/** The finaliser of MurmurHash3: every input bit reaches every output bit. */
function mix32(state: number): number {
  let z = state | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}

/**
 * The generator that orders data: xoshiro128** (Blackman and Vigna 2018), 32-bit integer operations only, so the same bits
 * on every engine. `seed` and `stream` (an epoch, a split) are spread over the 128 bits of state by the finaliser of
 * MurmurHash3 along a Weyl sequence; different streams of one seed are unrelated.
 */
export class Random {
  readonly #state: [number, number, number, number];

  constructor(seed: number, stream = 0) {
    requireInteger('seed', seed, 0);
    requireInteger('stream', stream, 0);
    const words = [seed, Math.floor(seed / 2 ** 32), stream, Math.floor(stream / 2 ** 32)];
    let hash = 0;
    for (const word of words) hash = mix32((hash ^ word) + 0x9e3779b9);
    const weyl = (k: number): number => mix32(hash + Math.imul(k, 0x9e3779b9));
    // An all-zero state would stay zero: the last word is kept odd.
    this.#state = [weyl(1), weyl(2), weyl(3), weyl(4) | 1];
  }

  /** A uniform integer in [0, 2³²). */
  uint32(): number {
    const s = this.#state;
    const result = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotateLeft(s[3], 11);
    return result;
  }

  /** A uniform integer in [0, bound), without bias, for 1 ≤ bound ≤ 2³². */
  integer(bound: number): number {
    requireInteger('bound', bound, 1);
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let value = this.uint32();
    while (value >= limit) value = this.uint32();
    return value % bound;
  }
}

/** Shuffles `items` in place (Fisher–Yates) and returns it. */
export function shuffle<Items extends { readonly length: number; [index: number]: unknown }>(
  items: Items,
  random: Random,
): Items {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const item = items[i];
    items[i] = items[j];
    items[j] = item;
  }
  return items;
}
