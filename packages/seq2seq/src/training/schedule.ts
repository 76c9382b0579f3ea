import { schedules, type Schedule } from '@rondo/optim';
import type { TrainingConfig } from '../config/schema.ts';

/** The learning-rate schedule that a config names, over a run of `totalSteps` steps. */
export function learningRateSchedule(config: TrainingConfig, totalSteps: number): Schedule {
  const { schedule, learningRate } = config;
  // A warm-up longer than the run would never reach the rate.
  const warmup = Math.min(config.warmup, totalSteps - 1);
  if (schedule === 'inverseSquareRoot') {
    return schedules.inverseSquareRoot(learningRate, Math.max(1, warmup));
  }
  if (schedule === 'cosine') return schedules.cosine(learningRate, totalSteps, { warmup });
  return schedules.constant(learningRate, { warmup });
}
