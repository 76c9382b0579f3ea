import { isBetter, type MetricChoice } from './metric.ts';
import type { ValidationPoint } from './state.ts';

/** What became of the best ones when a validation came in. */
export interface Ranking {
  readonly isBest: boolean;
  /** 1 for the best; undefined where it is not kept. */
  readonly rank: number | undefined;
  /** The step of the validation that went. */
  readonly displaced: number | undefined;
}

/** The best validations of a run, the best first; of equal ones the earlier is better. */
export class BestValidations {
  readonly #choice: MetricChoice;
  readonly #size: number;
  #best: ValidationPoint | undefined;
  #kept: ValidationPoint[] = [];

  constructor(choice: MetricChoice, size: number) {
    this.#choice = choice;
    this.#size = size;
  }

  get best(): ValidationPoint | undefined {
    return this.#best;
  }

  get kept(): readonly ValidationPoint[] {
    return this.#kept;
  }

  /** Without a best one nothing is kept either. */
  restore(best: ValidationPoint | undefined, kept: readonly ValidationPoint[]): void {
    this.#best = best;
    this.#kept = best ? [...kept].slice(0, this.#size) : [];
  }

  add(point: ValidationPoint): Ranking {
    const isBest = isBetter(point, this.#best, this.#choice);
    if (isBest) this.#best = point;
    const found = this.#kept.findIndex((other) => isBetter(point, other, this.#choice));
    const place = found < 0 ? this.#kept.length : found;
    if (place >= this.#size) return { isBest, rank: undefined, displaced: undefined };
    this.#kept.splice(place, 0, point);
    const displaced = this.#kept.length > this.#size ? this.#kept.pop()!.step : undefined;
    return { isBest, rank: place + 1, displaced };
  }
}
