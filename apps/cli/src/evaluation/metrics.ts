import { bleu, chrf, ter, type Metric } from '@rondo/seq2seq';

export const metricNames = ['bleu', 'chrf', 'chrf++', 'ter'] as const;
export type MetricName = (typeof metricNames)[number];

/** Ways in which BLEU splits words. */
export const bleuTokenizerNames = ['13a', 'none', 'intl', 'char', 'zh'] as const;

export interface MetricSettings {
  /** How BLEU splits words. */
  readonly tokenize: (typeof bleuTokenizerNames)[number];
  readonly lowercase: boolean;
}

/** The metric of a name. TER never minds case, as sacreBLEU's does not by default. */
export function metricOf(name: MetricName, { tokenize, lowercase }: MetricSettings): Metric {
  const makers: Record<MetricName, () => Metric> = {
    bleu: () => bleu({ tokenize, lowercase }),
    chrf: () => chrf({ lowercase }),
    'chrf++': () => chrf({ wordOrder: 2, lowercase }),
    ter: () => ter(),
  };
  return makers[name]();
}
