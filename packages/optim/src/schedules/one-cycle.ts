import { RangeFault } from '@rondo/tensor';
import type { Schedule } from './schedule.ts';

export interface OneCycleOptions {
  /** The part of the steps in which the rate rises (0.3). */
  readonly rising?: number;
  /** The first rate is the highest over this (25). */
  readonly startFactor?: number;
  /** The last rate is the first over this (1e4). */
  readonly endFactor?: number;
}

/**
 * Half a cosine from η / 25 up to the highest rate η, and half a cosine down to almost nothing: the rates of PyTorch's OneCycleLR
 * (Smith & Topin 2018). Momentum stays as it is.
 * @throws RangeFault when a number is out of range.
 */
export function oneCycle(
  learningRate: number,
  totalSteps: number,
  { rising = 0.3, startFactor = 25, endFactor = 1e4 }: OneCycleOptions = {},
): Schedule {
  const isValid = totalSteps >= 1 && rising >= 0 && rising <= 1 && startFactor > 0 && endFactor > 0;
  if (!isValid) {
    throw new RangeFault(
      `oneCycle: expected totalSteps of 1 or more, rising from 0 to 1 and factors above 0, received ${totalSteps}, ${rising}, ${startFactor} and ${endFactor}`,
      { totalSteps, rising, startFactor, endFactor },
    );
  }
  const start = learningRate / startFactor;
  const top = rising * totalSteps - 1;
  return {
    learningRate: (step) =>
      step < top
        ? curve(start, learningRate, step / top)
        : curve(learningRate, start / endFactor, (step - top) / Math.max(1, totalSteps - 1 - top)),
  };
}

/** Half a cosine from one rate to another. */
function curve(from: number, to: number, progress: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * Math.min(1, progress)))) / 2;
}
