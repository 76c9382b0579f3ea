// What `numpy.random.default_rng(seed).choice(n, …)` draws: sacreBLEU resamples with it, and equal digits need the same draws.
// PCG64 is O'Neill's PCG XSL RR 128/64 (2014); the whole numbers below n are made by Lemire's method (2019) from 32 bits.

/** 0x2360ed051fc65da44385df649fccf645, lowest 16 bits first. */
const multiplier = [0xf645, 0x9fcc, 0xdf64, 0x4385, 0x5da4, 0x1fc6, 0xed05, 0x2360] as const;

/** NumPy's default generator. */
export class NumpyRandom {
  /** 128 bits each, lowest 16 bits first. */
  readonly #state = new Uint16Array(8);
  readonly #increment: Uint16Array;
  /** The upper half of the last 64 bits, if it was not taken yet. */
  #upper: number | undefined;

  /** Throws RangeError if the seed is no whole number from 0 to 2⁵³ − 1. */
  constructor(seed: number) {
    const words = seedSequence(seed);
    // Two numbers of 64 bits make one of 128, the upper one first.
    const wide = (at: number): Uint16Array =>
      Uint16Array.from([2, 3, 0, 1].flatMap((i) => halves(words[at + i]!)));
    const sequence = wide(4);
    this.#increment = sequence.map(
      (limb, i) => (limb << 1) | (i > 0 ? sequence[i - 1]! >>> 15 : 1),
    );
    this.#step();
    add(this.#state, wide(0));
    this.#step();
  }

  /** A whole number from 0 to n − 1, for n up to 2³². */
  below(n: number): number {
    if (n === 1) return 0;
    const unfair = 2 ** 32 % n;
    for (;;) {
      const [upper, lower] = multiply32(this.#next32(), n);
      if (lower >= unfair) return upper;
    }
  }

  #next32(): number {
    if (this.#upper !== undefined) {
      const upper = this.#upper;
      this.#upper = undefined;
      return upper;
    }
    this.#step();
    const s = this.#state;
    const lower = (s[0]! ^ s[4]!) + (s[1]! ^ s[5]!) * 0x10000;
    const upper = (s[2]! ^ s[6]!) + (s[3]! ^ s[7]!) * 0x10000;
    const turn = s[7]! >>> 10;
    const [low, high] = turn < 32 ? [lower, upper] : [upper, lower];
    this.#upper = funnelRight(high, low, turn % 32);
    return funnelRight(low, high, turn % 32);
  }

  /** state ← state · multiplier + increment, modulo 2¹²⁸. */
  #step(): void {
    const state = this.#state;
    // From the highest limb on, a limb only needs those below it; the carries follow.
    const sums = new Float64Array(8);
    for (let k = 0; k < 8; k++) {
      let sum = this.#increment[k]!;
      for (let i = 0; i <= k; i++) sum += state[i]! * multiplier[k - i]!;
      sums[k] = sum;
    }
    let carry = 0;
    for (let k = 0; k < 8; k++) {
      const sum = sums[k]! + carry;
      state[k] = sum % 0x10000;
      carry = Math.floor(sum / 0x10000);
    }
  }
}

/** The low 32 bits of the pair (high, low) turned right. */
const funnelRight = (low: number, high: number, turn: number): number =>
  turn === 0 ? low : ((low >>> turn) | (high << (32 - turn))) >>> 0;

const halves = (word: number): [lower: number, upper: number] => [word & 0xffff, word >>> 16];

function add(to: Uint16Array, other: Uint16Array): void {
  let carry = 0;
  for (let k = 0; k < to.length; k++) {
    const sum = to[k]! + other[k]! + carry;
    to[k] = sum;
    carry = sum >>> 16;
  }
}

/** a · b for b up to 2³², as two numbers of 32 bits. */
function multiply32(a: number, b: number): [upper: number, lower: number] {
  const [lower, upper] = [(a & 0xffff) * b, (a >>> 16) * b];
  // lower and upper are below 2⁴⁸: exact.
  const middle = upper + Math.floor(lower / 0x10000);
  return [Math.floor(middle / 0x10000), (middle % 0x10000) * 0x10000 + (lower % 0x10000)];
}

/** Eight words of 32 bits from a seed: `numpy.random.SeedSequence(seed).generate_state(8)` (O'Neill's seed_seq_fe, 2015). */
function seedSequence(seed: number): number[] {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`seed: expected a whole number from 0 to 2^53 - 1, received ${seed}`);
  }
  const mixIn = hash(0x43b0d7e5, 0x931e8875);
  const pool = [seed >>> 0, Math.floor(seed / 2 ** 32), 0, 0].map(mixIn);
  for (const source of pool.keys()) {
    for (const target of pool.keys()) {
      if (source === target) continue;
      pool[target] = folded(
        Math.imul(0xca01f9dd, pool[target]!) - Math.imul(0x4973f715, mixIn(pool[source]!)),
      );
    }
  }
  const mixOut = hash(0x8b51f9dd, 0x58f38ded);
  return [...pool, ...pool].map((word) => mixOut(word));
}

/** A hash whose constant changes with every word. */
function hash(constant: number, factor: number): (word: number) => number {
  return (word) => {
    const mixed = word ^ constant;
    constant = Math.imul(constant, factor);
    return folded(Math.imul(mixed, constant));
  };
}

const folded = (word: number): number => (word ^ (word >>> 16)) >>> 0;
