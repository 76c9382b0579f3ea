import type { MetricsLine, StepLine, ValidationLine } from '../folder/metrics-log.ts';
import { RunningMean } from '../progress/running-mean.ts';
import type { CurvePoint, ValidationPoint } from './report-data.ts';

const smoothedOver = 20;

/** The training curve of a log, thinned to about `points` points; means are over all steps. */
export function trainingCurve(lines: readonly MetricsLine[], points: number): CurvePoint[] {
  const steps = lines.filter((line): line is StepLine => line.kind === 'step');
  const every = Math.max(1, Math.ceil(steps.length / points));
  const [mean, tokens, seconds] = [
    new RunningMean(smoothedOver),
    new RunningMean(smoothedOver),
    new RunningMean(smoothedOver),
  ];
  return steps
    .map((line) => {
      const { step, loss, learningRate } = line;
      mean.add(loss);
      tokens.add(line.tokens);
      seconds.add(line.seconds);
      return { step, loss, mean: mean.value, learningRate, speed: tokens.value / seconds.value };
    })
    .filter((_, i) => i % every === 0 || i === steps.length - 1);
}

/** The validations of a log. */
export function validationCurve(lines: readonly MetricsLine[]): ValidationPoint[] {
  return lines.flatMap((line) => {
    if (line.kind !== 'validation') return [];
    const { step, loss, perplexity, isBest } = line;
    return [{ step, loss, perplexity, isBest, scores: scoresOf(line) }];
  });
}

const names: Readonly<Record<string, string>> = {
  accuracy: 'token accuracy (%)',
  exactMatch: 'exact match (%)',
  bleu: 'BLEU',
  chrf: 'chrF',
};
const shares: ReadonlySet<string> = new Set(['accuracy', 'exactMatch']);

function scoresOf({ metrics = {} }: ValidationLine): Record<string, number> {
  const { loss: _, perplexity: __, ...others } = metrics;
  const scores = Object.entries(others).map(
    ([name, value]) => [names[name] ?? name, shares.has(name) ? 100 * value : value] as const,
  );
  return Object.fromEntries(scores);
}

/** The steps after which a run was taken up again. */
export function resumedSteps(lines: readonly MetricsLine[]): number[] {
  return lines.flatMap((line) => (line.kind === 'resume' ? [line.step] : []));
}
