import type { PositionRange } from './positions.ts';

/** A number for each distance of a key from its query, j - i, computed when it is first needed. There is nothing to free. */
export class DistanceTable<Numbers extends Float32Array | Int32Array> {
  readonly #make: (length: number) => Numbers;
  readonly #valueOf: (distance: number) => number;
  #values: Numbers;
  /** The distances are those from -reach to reach. */
  #reach = -1;

  constructor(make: (length: number) => Numbers, valueOf: (distance: number) => number) {
    this.#make = make;
    this.#valueOf = valueOf;
    this.#values = make(0);
  }

  /** Those of the diagonals of scores `[T1, T2]`, as `toeplitz` takes them: T1 + T2 - 1 numbers, a view of what is kept. */
  diagonals({ T1, T2, queryOffset }: Omit<PositionRange, 'backend'>): Numbers {
    const first = 1 - T1 - queryOffset;
    const end = T2 - queryOffset;
    this.#extend(Math.max(Math.abs(first), Math.abs(end - 1)));
    const reach = this.#reach;
    return this.#values.subarray(first + reach, end + reach) as Numbers;
  }

  /** Twice as far as before at least, so that a step costs the same however many went before. */
  #extend(wanted: number): void {
    const before = this.#reach;
    if (wanted <= before) return;
    const reach = Math.max(64, wanted, 2 * before);
    const values = this.#make(2 * reach + 1);
    if (before >= 0) values.set(this.#values, reach - before);
    for (let distance = before + 1; distance <= reach; distance++) {
      values[reach + distance] = this.#valueOf(distance);
      values[reach - distance] = this.#valueOf(-distance);
    }
    this.#values = values;
    this.#reach = reach;
  }
}
