import { RangeFault } from '@rondo/tensor';
import type { WarmupOptions } from './constant.ts';
import type { Schedule } from './schedule.ts';
import { warmupFactor } from './warmup.ts';

export interface EndingOptions extends WarmupOptions {
  /** The rate at the end and after it (0). */
  readonly final?: number;
}

/** Warm-up, then from the full rate to the final one along a curve that falls from 1 to 0. */
function falling(
  where: string,
  learningRate: number,
  totalSteps: number,
  { warmup = 0, final = 0 }: EndingOptions,
  curve: (progress: number) => number,
): Schedule {
  if (!(totalSteps > warmup)) {
    throw new RangeFault(
      `${where}: expected more steps in all than the ${warmup} of the warm-up, received ${totalSteps}`,
      { totalSteps, warmup },
    );
  }
  return {
    learningRate: (step) => {
      if (step < warmup) return learningRate * warmupFactor(step, warmup);
      const progress = Math.min(1, (step - warmup) / (totalSteps - warmup));
      return final + (learningRate - final) * curve(progress);
    },
  };
}

/**
 * A half cosine from the full rate to the final one: final + (η - final) (1 + cos πp) / 2 with p the part of the steps that is over
 * (Loshchilov & Hutter 2017, without restarts).
 * @throws RangeFault when the warm-up takes all steps.
 */
export function cosine(
  learningRate: number,
  totalSteps: number,
  options: EndingOptions = {},
): Schedule {
  return falling(
    'cosine',
    learningRate,
    totalSteps,
    options,
    (p) => (1 + Math.cos(Math.PI * p)) / 2,
  );
}

/**
 * A straight line from the full rate to the final one.
 * @throws RangeFault when the warm-up takes all steps.
 */
export function linear(
  learningRate: number,
  totalSteps: number,
  options: EndingOptions = {},
): Schedule {
  return falling('linear', learningRate, totalSteps, options, (p) => 1 - p);
}
