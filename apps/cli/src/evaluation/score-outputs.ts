import {
  bootstrap,
  corpusScore,
  namedMetric,
  pairedBootstrap,
  type BootstrapComparison,
  type MetricName,
  type MetricScore,
  type MetricSettings,
} from '@rondo/seq2seq';
import type { FigureLine } from './format-evaluation.ts';

export interface ScoreOptions extends MetricSettings {
  readonly metrics: readonly MetricName[];
  /** How many corpora are drawn to tell how sure the scores are; 0 for none. */
  readonly samples: number;
  readonly seed: number;
  /** Outputs of another system, to compare with. */
  readonly baseline: readonly string[] | undefined;
}

/** A score, how sure it is, and how it compares. */
export interface OutputScore extends MetricScore {
  /** Half the width of the interval that 95 % of the drawn corpora score in. */
  readonly halfWidth?: number;
  readonly comparison?: BootstrapComparison;
}

/** All scores of outputs that were asked for. */
export function scoreOutputs(
  outputs: readonly string[],
  references: readonly string[],
  { metrics, samples, seed, baseline, ...settings }: ScoreOptions,
): OutputScore[] {
  return metrics.map((name) => {
    const metric = namedMetric(name, settings);
    const { score, name: title, signature } = corpusScore(metric, outputs, references);
    const plain = { score, name: title, signature };
    if (samples === 0) return plain;
    const options = { metric, samples, seed };
    if (!baseline) return { ...plain, ...sureness(bootstrap(outputs, references, options)) };
    const comparison = pairedBootstrap(baseline, outputs, references, options);
    return { ...plain, ...sureness({ ...comparison, ...comparison.system }), comparison };
  });
}

function sureness({ halfWidth, signature }: { halfWidth: number; signature: string }) {
  return { halfWidth, signature };
}

/** A score as `BLEU 36.70 ± 0.91  (signature)`. */
export function scoreFigure({ name, score, halfWidth, signature }: OutputScore): FigureLine {
  const interval = halfWidth === undefined ? '' : ` ± ${halfWidth.toFixed(2)}`;
  return [name, `${score.toFixed(2)}${interval}  (${signature})`];
}

/** Scores beside those of the baseline, with what the bootstrap says of the difference. */
export function formatComparison(scores: readonly OutputScore[], samples: number): string {
  const rows = scores.flatMap(({ comparison }) => (comparison ? [comparison] : []));
  if (rows.length === 0) return '';
  const cells = [
    ['', 'baseline', 'system', 'p', 'system better in'],
    ...rows.map(({ name, baseline, system, pValue, winRate }) => [
      name,
      `${baseline.score.toFixed(2)} ± ${baseline.halfWidth.toFixed(2)}`,
      `${system.score.toFixed(2)} ± ${system.halfWidth.toFixed(2)}`,
      pValue.toFixed(4),
      `${(100 * winRate).toFixed(1)} %`,
    ]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  return `\nPaired bootstrap, ${samples} samples; p: how probable such a difference is if both are equally good\n${lines.join('\n')}\n`;
}
