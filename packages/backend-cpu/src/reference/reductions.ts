import type { ReduceKind } from '@rondo/tensor';

type Numbers = Float32Array | Int32Array;

/** A reduction: begun anew for each result, it takes evenly spaced elements in order, then gives the result. */
interface Reduction {
  begin(): void;
  take(data: Numbers, first: number, count: number, step: number): void;
  result(): number;
}

/** Every reduction, for float32 or for integers. Sums and products are kept in double precision. */
export const reductions: Readonly<Record<ReduceKind, (integers: boolean) => Reduction>> = {
  sum: () => new Sum(),
  prod: (integers) => (integers ? new IntegerProduct() : new Product()),
  max: () => new Extreme(1, false),
  min: () => new Extreme(-1, false),
  argmax: () => new Extreme(1, true),
  argmin: () => new Extreme(-1, true),
  any: () => new Truth(1),
  all: () => new Truth(0),
};

class Sum implements Reduction {
  #sum = 0;

  begin(): void {
    this.#sum = 0;
  }

  take(data: Numbers, first: number, count: number, step: number): void {
    let sum = this.#sum;
    for (let i = 0; i < count; i++) sum += data[first + i * step]!;
    this.#sum = sum;
  }

  result(): number {
    return this.#sum;
  }
}

class Product implements Reduction {
  #product = 1;

  begin(): void {
    this.#product = 1;
  }

  take(data: Numbers, first: number, count: number, step: number): void {
    let product = this.#product;
    for (let i = 0; i < count; i++) product *= data[first + i * step]!;
    this.#product = product;
  }

  result(): number {
    return this.#product;
  }
}

/** Wraps around at 32 bits. */
class IntegerProduct implements Reduction {
  #product = 1;

  begin(): void {
    this.#product = 1;
  }

  take(data: Numbers, first: number, count: number, step: number): void {
    for (let i = 0; i < count; i++)
      this.#product = Math.imul(this.#product, data[first + i * step]!);
  }

  result(): number {
    return this.#product;
  }
}

/**
 * Largest (sign 1) or smallest (sign -1) element, or where it is along the one axis that is reduced: the first of equals. NaN beats
 * everything.
 */
class Extreme implements Reduction {
  readonly #sign: 1 | -1;
  readonly #wantsIndex: boolean;
  #best = -Infinity;
  #index = 0;

  constructor(sign: 1 | -1, wantsIndex: boolean) {
    this.#sign = sign;
    this.#wantsIndex = wantsIndex;
  }

  begin(): void {
    this.#best = -Infinity;
    this.#index = 0;
  }

  take(data: Numbers, first: number, count: number, step: number): void {
    for (let i = 0; i < count && !Number.isNaN(this.#best); i++) {
      const x = this.#sign * data[first + i * step]!;
      if (x <= this.#best) continue;
      this.#best = x;
      this.#index = i;
    }
  }

  result(): number {
    return this.#wantsIndex ? this.#index : this.#sign * this.#best;
  }
}

/** Whether any element is 1 (decisive 1), or none is 0 (decisive 0). */
class Truth implements Reduction {
  readonly #decisive: 0 | 1;
  #decided = false;

  constructor(decisive: 0 | 1) {
    this.#decisive = decisive;
  }

  begin(): void {
    this.#decided = false;
  }

  take(data: Numbers, first: number, count: number, step: number): void {
    for (let i = 0; i < count && !this.#decided; i++) {
      this.#decided = (data[first + i * step] !== 0 ? 1 : 0) === this.#decisive;
    }
  }

  result(): number {
    return this.#decided ? this.#decisive : 1 - this.#decisive;
  }
}
