import type { ValidationPoint } from './state.ts';

/** What validations are compared by: a name among their metrics, `loss` or `perplexity`. */
export interface MetricChoice {
  readonly name: string;
  readonly mode: 'min' | 'max';
  /** Whether a validation may leave it out, which then is never the best. Otherwise that is an error. */
  readonly optional?: boolean;
}

/** The metric of a validation; undefined where that validation did not tell it. */
export function metricOf(point: ValidationPoint, { name }: MetricChoice): number | undefined {
  if (name === 'loss') return point.loss;
  if (name === 'perplexity') return Math.exp(point.loss);
  return point.metrics?.[name];
}

/** Whether a validation is better than another; a known metric is better than none. */
export function isBetter(
  one: ValidationPoint,
  other: ValidationPoint | undefined,
  choice: MetricChoice,
): boolean {
  const [a, b] = [metricOf(one, choice), other && metricOf(other, choice)];
  if (a === undefined || Number.isNaN(a)) return false;
  if (b === undefined) return true;
  return choice.mode === 'min' ? a < b : a > b;
}
