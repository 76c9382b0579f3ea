import type { MetricsLine, StepLine } from '../folder/metrics-log.ts';
import { RunningMean } from '../progress/running-mean.ts';
import type { CurvePoint, ValidationPoint } from './report-data.ts';

const smoothedOver = 20;

/** The training curve of a log, thinned to about `points` points; means are over all steps. */
export function trainingCurve(lines: readonly MetricsLine[], points: number): CurvePoint[] {
  const steps = lines.filter((line): line is StepLine => line.kind === 'step');
  const every = Math.max(1, Math.ceil(steps.length / points));
  const mean = new RunningMean(smoothedOver);
  return steps
    .map(({ step, loss, learningRate }) => {
      mean.add(loss);
      return { step, loss, mean: mean.value, learningRate };
    })
    .filter((_, i) => i % every === 0 || i === steps.length - 1);
}

/** The validations of a log. */
export function validationCurve(lines: readonly MetricsLine[]): ValidationPoint[] {
  return lines.flatMap((line) => {
    if (line.kind !== 'validation') return [];
    const { step, loss, perplexity, isBest } = line;
    return [{ step, loss, perplexity, isBest }];
  });
}
