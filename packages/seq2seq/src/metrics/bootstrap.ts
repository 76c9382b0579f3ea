import { corpusStatistics, signatureOf, type Metric, type References } from './metric.ts';
import { NumpyRandom } from './numpy-random.ts';

export interface BootstrapOptions {
  /** The metric, such as `bleu()`, `chrf({ wordOrder: 2 })`, `ter()`. */
  readonly metric: Metric;
  /** How many corpora are drawn. Default 1000. */
  readonly samples?: number;
  /** Of NumPy's generator. Default 12345, as sacreBLEU's. */
  readonly seed?: number;
}

/** The score of a corpus and of the corpora drawn from it. */
export interface ResampledScore {
  readonly score: number;
  /** The mean over the drawn corpora. */
  readonly mean: number;
  /** 95 % of the drawn corpora score between these. */
  readonly interval: readonly [lower: number, upper: number];
  /** Half the width of the interval: what sacreBLEU prints after ±. */
  readonly halfWidth: number;
}

export interface BootstrapScore extends ResampledScore {
  readonly name: string;
  readonly signature: string;
}

export interface BootstrapComparison {
  readonly name: string;
  readonly signature: string;
  readonly baseline: ResampledScore;
  readonly system: ResampledScore;
  /** How probable a difference at least this large is if the systems are equally good; two-sided. */
  readonly pValue: number;
  /** The share of the drawn corpora on which the system is better than the baseline (Koehn 2004, section 5). */
  readonly winRate: number;
}

/**
 * How sure the score of a corpus is, by bootstrap resampling (Koehn 2004, section 3), equal to sacreBLEU's `--confidence`: draw as many
 * segments as the corpus has, with replacement, and score them; `samples` times. Throws RangeError for lists that do not fit, samples
 * that are no positive whole number or a seed that is none.
 */
export function bootstrap(
  hypotheses: readonly string[],
  references: readonly References[],
  options: BootstrapOptions,
): BootstrapScore {
  const rows = corpusStatistics(options.metric, hypotheses, references);
  const [scores] = resampledScores([rows], options);
  return { ...described(options, references), ...resampled(options.metric, rows, scores!) };
}

/**
 * Whether a system differs from a baseline, by paired bootstrap resampling (Koehn 2004), equal to sacreBLEU's `--paired-bs`: both are
 * scored on the same drawn corpora, and with δ the difference of the scores, δₛ that of a drawn corpus,
 *
 *     p = (1 + #{s : |δₛ| − mean |δₛ| > |δ|}) / (1 + samples)
 *
 * (Riezler and Maxwell 2005). Outputs that score the same on every drawn corpus have p = 1; sacreBLEU gives 1 / (1 + samples). Resampled
 * scores are computed in float64; sacreBLEU's are in float32 and differ in the sixth digit. Throws RangeError as `bootstrap` does.
 */
export function pairedBootstrap(
  baseline: readonly string[],
  system: readonly string[],
  references: readonly References[],
  options: BootstrapOptions,
): BootstrapComparison {
  const { metric } = options;
  const rows = [baseline, system].map((outputs) => corpusStatistics(metric, outputs, references));
  const [baselineScores, systemScores] = resampledScores(rows, options);
  const baselineResult = resampled(metric, rows[0]!, baselineScores!);
  const systemResult = resampled(metric, rows[1]!, systemScores!);
  const gains = systemScores!.map((score, s) =>
    metric.lowerIsBetter ? baselineScores![s]! - score : score - baselineScores![s]!,
  );
  return {
    ...described(options, references),
    baseline: baselineResult,
    system: systemResult,
    pValue: pValue(gains, systemResult.score - baselineResult.score),
    winRate: gains.filter((gain) => gain > 0).length / gains.length,
  };
}

const described = (
  { metric, samples = 1000, seed = 12345 }: BootstrapOptions,
  references: readonly References[],
): { name: string; signature: string } => ({
  name: metric.name,
  signature: signatureOf(metric, references, `bs:${samples}|seed:${seed}`),
});

function pValue(differences: Float64Array, difference: number): number {
  const sizes = differences.map(Math.abs);
  if (sizes.every((size) => size === 0)) return 1;
  const expected = mean(sizes);
  const larger = sizes.filter((size) => size - expected > Math.abs(difference)).length;
  return (1 + larger) / (1 + sizes.length);
}

/** The scores of outputs on drawn corpora, each drawn corpus being the same segments of all outputs. */
function resampledScores(
  outputs: readonly (readonly (readonly number[])[])[],
  { metric, samples = 1000, seed = 12345 }: BootstrapOptions,
): Float64Array[] {
  if (!Number.isInteger(samples) || samples < 1) {
    throw new RangeError(
      `bootstrap: expected a positive whole number of samples, received ${samples}`,
    );
  }
  const random = new NumpyRandom(seed);
  const size = outputs[0]!.length;
  const drawn = new Int32Array(size);
  const scores = outputs.map(() => new Float64Array(samples));
  for (let s = 0; s < samples; s++) {
    for (let i = 0; i < size; i++) drawn[i] = random.below(size);
    for (const [k, rows] of outputs.entries())
      scores[k]![s] = metric.evaluate(sumRows(rows, drawn)).score;
  }
  return scores;
}

function sumRows(rows: readonly (readonly number[])[], drawn: Int32Array): Float64Array {
  const sums = new Float64Array(rows[0]!.length);
  for (let i = 0; i < drawn.length; i++) {
    const row = rows[drawn[i]!]!;
    for (let k = 0; k < sums.length; k++) sums[k]! += row[k]!;
  }
  return sums;
}

function resampled(
  metric: Metric,
  rows: readonly (readonly number[])[],
  scores: Float64Array,
): ResampledScore {
  const everySegment = Int32Array.from(rows.keys());
  const sorted = scores.toSorted();
  const cut = Math.floor(sorted.length / 40);
  const [lower, upper] = [sorted[cut]!, sorted[sorted.length - cut - 1]!];
  return {
    score: metric.evaluate(sumRows(rows, everySegment)).score,
    mean: mean(scores),
    interval: [lower, upper],
    halfWidth: (upper - lower) / 2,
  };
}

const mean = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
