import { bleu } from './bleu.ts';
import type { BleuTokenizer } from './bleu-tokenizers.ts';
import { chrf } from './chrf.ts';
import type { Metric } from './metric.ts';
import { ter } from './ter.ts';

export interface MetricSettings {
  /** How BLEU splits words. */
  readonly tokenize: BleuTokenizer;
  /** TER never minds case, as sacreBLEU's does not by default. */
  readonly lowercase: boolean;
}

const makers = {
  bleu: ({ tokenize, lowercase }: MetricSettings): Metric => bleu({ tokenize, lowercase }),
  chrf: ({ lowercase }: MetricSettings): Metric => chrf({ lowercase }),
  'chrf++': ({ lowercase }: MetricSettings): Metric => chrf({ wordOrder: 2, lowercase }),
  ter: (): Metric => ter(),
};

export type MetricName = keyof typeof makers;

export const metricNames = Object.keys(makers) as readonly MetricName[];

/** The metric of a name: `bleu`, `chrf`, `chrf++` or `ter`. */
export function namedMetric(name: MetricName, settings: MetricSettings): Metric {
  return makers[name](settings);
}
