import { nearest } from '@rondo/data';
import { ConfigError } from '../config/parse.ts';
import type { TrainingConfig } from '../config/schema.ts';
import type { ValidationPoint } from './state.ts';
import type { ValidationDecoding } from './validation-decoding.ts';
import { decodedMetrics } from './validation-decoding.ts';

/** What validations are compared by. */
export interface MetricChoice {
  readonly name: string;
  readonly mode: 'min' | 'max';
}

const alwaysKnown = { loss: 'min', perplexity: 'min', accuracy: 'max' } as const;

/**
 * The metric that a config names.
 * @throws ConfigError when the validations will not tell it.
 */
export function metricChoice(
  { metric: name, metricMode }: Pick<TrainingConfig, 'metric' | 'metricMode'>,
  decoding: ValidationDecoding | undefined,
): MetricChoice {
  const modes: Readonly<Record<string, 'min' | 'max'>> = {
    ...alwaysKnown,
    ...(decoding && decodedMetrics(decoding)),
  };
  if (Object.hasOwn(modes, name)) return { name, mode: metricMode ?? modes[name]! };
  const known = Object.keys(modes);
  const meant = nearest(name, known);
  const remedy = meant
    ? `did you mean '${meant}'?`
    : `known: ${known.join(', ')}${decoding ? '' : '; metrics of decoded sentences need the option decoding of Trainer'}`;
  throw new ConfigError(`training.metric: no validation tells '${name}'; ${remedy}`, {
    metric: name,
    known,
  });
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
