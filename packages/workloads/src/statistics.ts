export interface Summary {
  readonly median: number;
  readonly least: number;
  /** The middle half of the samples, as a part of the median: the noise. */
  readonly spread: number;
  readonly samples: number;
}

/** The value below which a part `p` of the samples lies, between neighbours in proportion. @throws Error for no samples. */
export function quantile(samples: readonly number[], p: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = p * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (below === undefined || above === undefined) throw new Error('quantile: there are no samples');
  return below + (above - below) * (at - Math.floor(at));
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

export function summarize(samples: readonly number[]): Summary {
  const middle = median(samples);
  const half = quantile(samples, 0.75) - quantile(samples, 0.25);
  return {
    median: middle,
    least: quantile(samples, 0),
    spread: middle > 0 ? half / middle : 0,
    samples: samples.length,
  };
}
