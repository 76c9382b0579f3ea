import { RangeFault } from '@rondo/tensor';
import type { WarmupOptions } from './constant.ts';
import type { Schedule } from './schedule.ts';
import { warmupFactor } from './warmup.ts';

/**
 * The rate times γ after every `stepSize` steps: η γ^⌊step / stepSize⌋.
 * @throws RangeFault unless `stepSize` is 1 or more.
 */
export function step(learningRate: number, stepSize: number, gamma = 0.1): Schedule {
  if (!(stepSize >= 1)) {
    throw new RangeFault(`schedules.step: expected a stepSize of 1 or more, received ${stepSize}`, {
      stepSize,
    });
  }
  return { learningRate: (at) => learningRate * gamma ** Math.floor(at / stepSize) };
}

/** η γ^step, counted from the end of the warm-up. */
export function exponential(
  learningRate: number,
  gamma: number,
  { warmup = 0 }: WarmupOptions = {},
): Schedule {
  return {
    learningRate: (at) =>
      learningRate * warmupFactor(at, warmup) * gamma ** Math.max(0, at - warmup),
  };
}
