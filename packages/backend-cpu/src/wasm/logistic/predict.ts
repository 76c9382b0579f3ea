import {
  type Expr,
  f32x4,
  f64,
  type FunctionBuilder,
  i32,
  i32x4,
  type Local,
  v128,
} from '../assembler/index.ts';
import { log, sumOfLanes } from '../vector/math.ts';
import { expBelow } from '../vector/exponential.ts';

interface Predictions {
  /** h·v before, η (y - σ(h·v)) after. */
  readonly numbers: Local<'i32'>;
  readonly labels: Local<'i32'>;
  readonly count: Local<'i32'>;
}

/** Factors of a product, each between 1 and 2: it stays below 2¹²⁰. */
const mostFactors = 120;

/**
 * Σ log(1 + e^x) - y x over many predictions, with log(1 + e^x) = max(x, 0) + log(1 + e^-|x|): the logarithms of many are the one of
 * their product.
 */
export class Losses {
  readonly #f: FunctionBuilder;
  readonly #product: Local<'v128'>;
  readonly #rest: Local<'v128'>;
  readonly #factors: Local<'i32'>;
  readonly #total: Local<'f64'>;

  constructor(f: FunctionBuilder) {
    this.#f = f;
    this.#product = f.let(f32x4.splat(1));
    this.#rest = f.let(f32x4.splat(0));
    this.#factors = f.let(i32.const(0));
    this.#total = f.let(f64.const(0));
  }

  /** One more vector: 1 + e^-|x|, and max(x, 0) - y x. */
  add(factor: Expr<'v128'>, rest: Expr<'v128'>): void {
    const f = this.#f;
    f.set(this.#product, f32x4.mul(this.#product, factor));
    f.set(this.#rest, f32x4.add(this.#rest, rest));
    f.set(this.#factors, i32.add(this.#factors, 1));
    f.if(i32.ge_s(this.#factors, mostFactors), () => this.#collect());
  }

  #collect(): void {
    const f = this.#f;
    const sum = sumOfLanes(f, f32x4.add(log(f, this.#product), this.#rest));
    f.set(this.#total, f64.add(this.#total, f64.promote_f32(sum)));
    f.set(this.#product, f32x4.splat(1));
    f.set(this.#rest, f32x4.splat(0));
    f.set(this.#factors, i32.const(0));
  }

  /** The sum of all. */
  total(): Expr<'f64'> {
    this.#collect();
    return this.#total;
  }
}

/** What each prediction is changed by, in place of what it was. */
export function predict(
  f: FunctionBuilder,
  { numbers, labels, count }: Predictions,
  eta: Local<'v128'>,
  losses: Losses,
): void {
  const [at, labelAt] = [f.let(numbers), f.let(labels)];
  const left = f.let(i32x4.splat(count));
  // Both lists have room for whole vectors; what lies behind the last number is not counted.
  const lane = f.let(v128.const([0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]));
  f.repeat(i32.shr_u(i32.add(count, 3), 2), () => {
    const isNumber = f.let(i32x4.gt_s(left, lane));
    const x = f.let(v128.and(v128.load(at, 0, 4), isNumber));
    const y = f.let(v128.and(v128.load(labelAt, 0, 4), isNumber));
    const e = expBelow(f, f32x4.neg(f32x4.abs(x)));
    const factor = f.let(f32x4.add(e, 1));
    // σ(x) = 1 / (1 + e^-x), or e^x / (1 + e^x) below 0.
    const isNegative = f32x4.lt(x, 0);
    const sigma = f32x4.div(v128.bitselect(e, f32x4.splat(1), isNegative), factor);
    f.store(at, f32x4.mul(eta, f32x4.sub(y, sigma)), 0, 4);
    const counted = v128.bitselect(factor, f32x4.splat(1), isNumber);
    losses.add(counted, f32x4.sub(f32x4.pmax(x, 0), f32x4.mul(y, x)));
    f.set(at, i32.add(at, 16));
    f.set(labelAt, i32.add(labelAt, 16));
    f.set(left, i32x4.sub(left, 4));
  });
}
