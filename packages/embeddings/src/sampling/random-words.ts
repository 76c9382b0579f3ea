import { Random } from '@rondo/data';

const bufferSize = 4096;

/**
 * Uniform integers in [0, 2³¹), many at once: xoshiro128** (Blackman and Vigna 2018), seeded by the package data's `Random`, so the
 * streams of a seed are unrelated and the same on every engine.
 */
export class RandomWords {
  readonly #state = new Int32Array(4);
  readonly #buffer = new Int32Array(bufferSize);
  #at = bufferSize;

  constructor(seed: number, stream: number) {
    this.restart(seed, stream);
  }

  /** Goes on as a new one of this seed and stream would. */
  restart(seed: number, stream: number): void {
    const random = new Random(seed, stream);
    for (let i = 0; i < 4; i++) this.#state[i] = random.uint32();
    // An all-zero state would stay zero.
    this.#state[3]! |= 1;
    this.#at = bufferSize;
  }

  next(): number {
    if (this.#at === bufferSize) this.#fill();
    return this.#buffer[this.#at++]!;
  }

  #fill(): void {
    const buffer = this.#buffer;
    let [a, b, c, d] = this.#state as unknown as [number, number, number, number];
    for (let i = 0; i < bufferSize; i++) {
      const five = Math.imul(b, 5);
      buffer[i] = Math.imul((five << 7) | (five >>> 25), 9) >>> 1;
      const t = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = (d << 11) | (d >>> 21);
    }
    this.#state.set([a, b, c, d]);
    this.#at = 0;
  }
}

/** The number of integers that `next` chooses from. */
export const range = 2 ** 31;
