/** How long the sentences of one side are, in tokens. */
export interface LengthReport {
  readonly tokens: number;
  readonly mean: number;
  readonly median: number;
  /** 95 of 100 sentences are at most this long. */
  readonly percentile95: number;
  readonly longest: number;
  /** Sentences of `from` to `to` tokens, both included; the last bin holds all longer ones. */
  readonly histogram: readonly LengthBin[];
}

export interface LengthBin {
  readonly from: number;
  readonly to: number;
  readonly sentences: number;
}

const bins = 12;

/** Counts lengths; the bins cover 99 of 100 sentences evenly, the last one takes the rest. */
export function lengthReport(lengths: readonly number[]): LengthReport {
  const sorted = Float64Array.from(lengths).toSorted();
  const at = (share: number): number =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  const tokens = sorted.reduce((a, b) => a + b, 0);
  const longest = sorted.at(-1) ?? 0;
  return {
    tokens,
    mean: sorted.length === 0 ? 0 : tokens / sorted.length,
    median: at(0.5),
    percentile95: at(0.95),
    longest,
    histogram: histogram(sorted, Math.max(1, Math.ceil(at(0.99) / bins)), longest),
  };
}

function histogram(lengths: Float64Array, width: number, longest: number): LengthBin[] {
  const last = Math.min(bins, Math.max(0, Math.ceil(longest / width) - 1));
  const counts = Array.from({ length: lengths.length === 0 ? 0 : last + 1 }, () => 0);
  for (const length of lengths) {
    const bin = Math.min(last, Math.max(0, Math.ceil(length / width) - 1));
    counts[bin]! += 1;
  }
  return counts.map((sentences, i) => ({
    from: i === 0 ? 0 : i * width + 1,
    to: i === last ? longest : (i + 1) * width,
    sentences,
  }));
}
