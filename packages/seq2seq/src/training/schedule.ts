import { schedules, type Schedule } from '@rondo/optim';
import type { TrainingConfig } from '../config/schema.ts';

export interface ScheduleFacts {
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  /** d of the Noam schedule. */
  readonly modelSize: number;
  /** Whether the metric that 'plateau' observes is better when smaller or larger. */
  readonly mode: 'min' | 'max';
}

/** The learning-rate schedule that a config names. */
export function learningRateSchedule(
  config: TrainingConfig,
  { totalSteps, stepsPerEpoch, modelSize, mode }: ScheduleFacts,
): Schedule {
  const { schedule, learningRate, decay, finalLearningRate } = config;
  // A warm-up longer than the run would never reach the rate.
  const warmup = Math.min(config.warmup, totalSteps - 1);
  const ending = { warmup, final: finalLearningRate };
  switch (schedule) {
    case 'inverseSquareRoot':
      return schedules.inverseSquareRoot(learningRate, Math.max(1, warmup));
    case 'noam':
      // Its peak follows from the warm-up, which is therefore left as it is.
      return schedules.noam(modelSize, Math.max(1, config.warmup), config.noamFactor);
    case 'linear':
      return schedules.linear(learningRate, totalSteps, ending);
    case 'cosine':
      return schedules.cosine(learningRate, totalSteps, ending);
    case 'exponential':
      return schedules.exponential(learningRate, decay ** (1 / stepsPerEpoch), { warmup });
    case 'plateau':
      return schedules.plateau(learningRate, {
        factor: decay,
        patience: config.plateauPatience,
        minimum: finalLearningRate,
        warmup,
        mode,
      });
    case 'constant':
      break;
  }
  return schedules.constant(learningRate, { warmup });
}
