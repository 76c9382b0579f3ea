import { RangeFault } from '@rondo/tensor';
import type { Schedule } from './schedule.ts';

/**
 * Linear warm-up to `peak` at step w, then a fall with the root of the steps: peak · min(t / w, √(w / t)), t = step + 1.
 *
 * @throws RangeFault unless the warm-up has at least one step.
 */
export function inverseSquareRoot(peak: number, warmup: number): Schedule {
  if (!(warmup >= 1)) {
    throw new RangeFault(
      `inverseSquareRoot: expected a warm-up of 1 step or more, received ${warmup}`,
      { warmup },
    );
  }
  return {
    learningRate: (step) => peak * Math.min((step + 1) / warmup, Math.sqrt(warmup / (step + 1))),
  };
}

/**
 * The rate of "Attention is all you need" (Vaswani et al. 2017, section 5.3): factor · d^-0.5 · min(t^-0.5, t · w^-1.5), t = step + 1.
 *
 * @throws RangeFault unless the warm-up has at least one step.
 */
export function noam(modelSize: number, warmup: number, factor = 1): Schedule {
  return inverseSquareRoot(factor / Math.sqrt(modelSize * warmup), warmup);
}
