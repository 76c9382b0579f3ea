import type { TrainingEstimate } from '@rondo/seq2seq';
import type { MetricsLine, StartLine } from '../folder/metrics-log.ts';
import { formatBytes, formatDuration, formatScaled } from '../progress/format.ts';
import type { Cost } from './report-data.ts';

/** What a run was thought to take, as its log says. */
export function estimateOf(lines: readonly MetricsLine[]): TrainingEstimate | undefined {
  return lines.find((line): line is StartLine => line.kind === 'start')?.estimate;
}

/** Estimates beside what came of them. @param peakBytes what the process took at most. */
export function costsOf(lines: readonly MetricsLine[], peakBytes: number): Cost[] {
  const estimate = estimateOf(lines);
  const seconds = estimate?.seconds;
  const steps = lines.flatMap((line) => (line.kind === 'step' ? [line] : []));
  const validations = lines.flatMap((line) => (line.kind === 'validation' ? [line] : []));
  const training = sum(steps.map((step) => step.seconds));
  const isTimed = validations.every((validation) => validation.seconds !== undefined);
  const validation = isTimed ? sum(validations.map((one) => one.seconds ?? 0)) : undefined;
  const flops = estimate && (estimate.flops * steps.length) / estimate.steps;
  return [
    {
      name: 'steps',
      estimate: estimate?.steps.toLocaleString('en'),
      real: steps.length.toLocaleString('en'),
    },
    {
      name: 'tokens read',
      estimate: estimate && count(estimate.tokens),
      real: count(sum(steps.map(({ tokens }) => tokens))),
    },
    {
      name: 'floating-point operations',
      estimate: estimate && formatScaled(estimate.flops, 'FLOP'),
      real: flops && formatScaled(flops, 'FLOP'),
    },
    {
      name: 'time of all steps',
      estimate: seconds && formatDuration(seconds.training),
      real: formatDuration(training),
    },
    {
      name: 'time of all validations',
      estimate: seconds && formatDuration(seconds.validation),
      real: validation === undefined ? undefined : formatDuration(validation),
    },
    {
      name: 'speed of the steps',
      estimate: estimate && seconds && formatScaled(estimate.flops / seconds.training, 'FLOP/s'),
      real: flops && training > 0 ? formatScaled(flops / training, 'FLOP/s') : undefined,
    },
    {
      name: 'memory of tensors; real: of the whole process',
      estimate: estimate && formatBytes(estimate.memory.total),
      real: formatBytes(peakBytes),
    },
  ].map(({ name, estimate: thought, real }) => ({
    name,
    estimate: thought || undefined,
    real: real || undefined,
  }));
}

const count = (value: number): string => Math.round(value).toLocaleString('en');

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
