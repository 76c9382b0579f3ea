import { RangeFault } from '@rondo/tensor';
import type { WarmupOptions } from './constant.ts';
import type { Schedule } from './schedule.ts';
import { warmupFactor } from './warmup.ts';

export interface PlateauOptions extends WarmupOptions {
  /** What the rate is multiplied with (0.1). */
  readonly factor?: number;
  /** How many observations in a row may bring no progress before the rate falls (10). */
  readonly patience?: number;
  /** Progress is better than the best by this part of it (1e-4). */
  readonly threshold?: number;
  /** Observations after a fall in which none is counted as bad (0). */
  readonly cooldown?: number;
  /** The rate never falls below (0). */
  readonly minimum?: number;
  /** Whether a metric is better when it is smaller ('min', a loss) or larger ('max', a score). */
  readonly mode?: 'min' | 'max';
}

/** Where a plateau schedule stands: plain numbers, fit for JSON. `best` is null before the first observation. */
export interface PlateauState {
  readonly rate: number;
  readonly best: number | null;
  readonly bad: number;
  readonly cooling: number;
}

/** Lowers the rate when a metric has stopped getting better. It is told of the metric by `observe`, say after each validation. */
export class Plateau implements Schedule {
  readonly #options: Required<PlateauOptions>;
  #state: PlateauState;

  /** @throws RangeFault unless 0 < factor < 1. */
  constructor(learningRate: number, options: PlateauOptions = {}) {
    this.#options = {
      factor: 0.1,
      patience: 10,
      threshold: 1e-4,
      cooldown: 0,
      minimum: 0,
      mode: 'min',
      warmup: 0,
      ...options,
    };
    const { factor } = this.#options;
    if (!(factor > 0 && factor < 1)) {
      throw new RangeFault(`plateau: expected a factor between 0 and 1, received ${factor}`, {
        factor,
      });
    }
    this.#state = { rate: learningRate, best: null, bad: 0, cooling: 0 };
  }

  /** The same for every step after the warm-up until an observation lowers it. */
  learningRate(step = Infinity): number {
    return this.#state.rate * warmupFactor(step, this.#options.warmup);
  }

  /** Takes note of a metric; a NaN is no progress. */
  observe(metric: number): void {
    const { factor, patience, cooldown, minimum } = this.#options;
    const { rate, best, bad, cooling } = this.#state;
    const isBetter = this.#isBetter(metric, best);
    const count = isBetter || cooling > 0 ? 0 : bad + 1;
    const hasStalled = count > patience;
    this.#state = {
      rate: hasStalled ? Math.max(minimum, rate * factor) : rate,
      best: isBetter ? metric : best,
      bad: hasStalled ? 0 : count,
      cooling: hasStalled ? cooldown : Math.max(0, cooling - 1),
    };
  }

  #isBetter(metric: number, best: number | null): boolean {
    if (best === null) return !Number.isNaN(metric);
    const { mode, threshold } = this.#options;
    return mode === 'min' ? metric < best * (1 - threshold) : metric > best * (1 + threshold);
  }

  stateDict(): PlateauState {
    return this.#state;
  }

  loadStateDict(state: PlateauState): void {
    this.#state = { ...state };
  }
}

/** See `Plateau`. */
export function plateau(learningRate: number, options?: PlateauOptions): Plateau {
  return new Plateau(learningRate, options);
}
