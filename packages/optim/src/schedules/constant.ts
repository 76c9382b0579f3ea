import type { Schedule } from './schedule.ts';
import { warmupFactor } from './warmup.ts';

export interface WarmupOptions {
  /** Steps in which the rate rises linearly to its full value (0). */
  readonly warmup?: number;
}

/** One rate, after the warm-up. */
export function constant(learningRate: number, { warmup = 0 }: WarmupOptions = {}): Schedule {
  return { learningRate: (step) => learningRate * warmupFactor(step, warmup) };
}
