import type { TokenizerConfig } from '@rondo/data';
import { hasSubwords, joinSubwords as join } from '../metrics/join-subwords.ts';
import type { Metric } from '../metrics/metric.ts';
import {
  metricNames,
  namedMetric,
  type MetricName,
  type MetricSettings,
} from '../metrics/named-metrics.ts';
import { lowercases } from './lowercases.ts';

/** How the outputs of a model are compared with references as text. */
export interface TextComparison extends MetricSettings {
  /** Whether pieces that end in `@@` are joined before, on both sides. */
  readonly joinSubwords: boolean;
}

/** What a `TextComparison` is told; the rest follows from tokeniser and references. */
export type TextComparisonOptions = {
  readonly [Key in keyof TextComparison]?: TextComparison[Key] | undefined;
};

/**
 * How texts of a tokeniser are compared with references, so that a right output is one: pieces are joined where the references have
 * some, case does not count where the tokeniser lower-cases, and BLEU splits words as 13a does, but none that are split already
 * (`none`), and Chinese by characters (`zh`): that of a `chinese` tokeniser, and references most of whose letters are Chinese characters.
 */
export function textComparison(
  target: TokenizerConfig | undefined,
  references: readonly string[],
  {
    joinSubwords = references.some(hasSubwords),
    tokenize = joinSubwords
      ? 'none'
      : splitsChinese(target) || areChinese(references)
        ? 'zh'
        : '13a',
    lowercase = target !== undefined && lowercases(target),
  }: TextComparisonOptions = {},
): TextComparison {
  return { tokenize, lowercase, joinSubwords };
}

function splitsChinese(config: TokenizerConfig | undefined): boolean {
  return config?.kind === 'subword' ? splitsChinese(config.words) : config?.kind === 'chinese';
}

function areChinese(texts: readonly string[]): boolean {
  const count = (pattern: RegExp): number =>
    texts.reduce((sum, text) => sum + (text.match(pattern)?.length ?? 0), 0);
  return count(/\p{Script=Han}/gu) > count(/\p{L}/gu) / 2;
}

/** The metrics of `metricNames` for texts as they are before pieces are joined. */
export function comparingMetrics({
  joinSubwords,
  ...settings
}: TextComparison): Record<MetricName, Metric> {
  const entries = metricNames.map((name) => {
    const metric = namedMetric(name, settings);
    return [name, joinSubwords ? joining(metric) : metric];
  });
  return Object.fromEntries(entries) as Record<MetricName, Metric>;
}

function joining(metric: Metric): Metric {
  return {
    ...metric,
    statistics: (hypothesis, references) =>
      metric.statistics(join(hypothesis), references.map(join)),
  };
}
