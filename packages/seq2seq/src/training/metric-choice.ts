import { nearest } from '@rondo/data';
import type { MetricChoice } from '@rondo/training';
import { ConfigError } from '../config/parse.ts';
import type { TrainingConfig } from '../config/schema.ts';
import type { ValidationDecoding } from './validation-decoding.ts';
import { decodedMetrics } from './validation-decoding.ts';

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
