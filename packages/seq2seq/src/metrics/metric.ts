/** One reference translation or several. */
export type References = string | readonly string[];

/**
 * A metric whose corpus score is a function of numbers that are added up over the segments: `bleu(options)`, `chrf(options)`,
 * `ter(options)`. `Details` is what it tells beside the name and the signature.
 */
export interface Metric<Details extends { readonly score: number } = { readonly score: number }> {
  /** As sacreBLEU prints it: BLEU, chrF2, chrF2++, TER. */
  readonly name: string;
  /** TER counts errors; BLEU and chrF count matches. */
  readonly lowerIsBetter: boolean;
  /** The metric's own part of the signature, such as `case:lc|tok:tercom|norm:no|punct:yes|asian:no`. */
  readonly settings: string;
  /** The numbers of one segment. */
  statistics(hypothesis: string, references: readonly string[]): readonly number[];
  /** The score of numbers that were added up. */
  evaluate(sums: ArrayLike<number>): Details;
}

/** What every score tells. */
export interface MetricScore {
  /** In percent. */
  readonly score: number;
  readonly name: string;
  /** How it was computed, in sacreBLEU's words but for the version (Post 2018). */
  readonly signature: string;
}

/** The score of a corpus; `references[i]` is one reference of `hypotheses[i]` or a list of them. Throws RangeError if they do not fit. */
export function corpusScore<Details extends { readonly score: number }>(
  metric: Metric<Details>,
  hypotheses: readonly string[],
  references: readonly References[],
): Details & MetricScore {
  const rows = corpusStatistics(metric, hypotheses, references);
  const sums = Array.from(rows[0]!, (_, k) => rows.reduce((sum, row) => sum + row[k]!, 0));
  const signature = signatureOf(metric, references);
  return { ...metric.evaluate(sums), name: metric.name, signature };
}

/** The numbers of every segment. */
export function corpusStatistics(
  metric: Metric,
  hypotheses: readonly string[],
  references: readonly References[],
): (readonly number[])[] {
  const { name } = metric;
  if (hypotheses.length !== references.length) {
    throw new RangeError(
      `${name}: expected one entry in references for each hypothesis, received ${references.length} for ${hypotheses.length} hypotheses`,
    );
  }
  if (hypotheses.length === 0) {
    throw new RangeError(
      `${name}: expected at least one hypothesis, received none; a corpus without text has no score`,
    );
  }
  return hypotheses.map((hypothesis, i) => {
    const candidates = [references[i]!].flat();
    if (candidates.length === 0) {
      throw new RangeError(`${name}: hypothesis ${i} has no reference; give it at least one`);
    }
    return metric.statistics(hypothesis, candidates);
  });
}

/** The signature of a score; `resampling` is its part about resampling, such as `bs:1000|seed:12345`. */
export function signatureOf(
  { settings }: Metric,
  references: readonly References[],
  resampling?: string,
): string {
  const counts = new Set(references.map((candidates) => [candidates].flat().length));
  const [count] = counts.size === 1 ? counts : ['var'];
  return [`nrefs:${count}`, ...(resampling ? [resampling] : []), settings, 'version:rondo'].join(
    '|',
  );
}
