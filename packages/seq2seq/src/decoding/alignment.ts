/** Which source token an output token stands for. */
export interface AlignmentPoint {
  readonly source: number;
  readonly target: number;
}

/**
 * The hard alignment of an output: each token with the source token that got most of its attention (the first of equals), [end] left out on both sides. A row
 * of attention has a weight for each source token and for its [end].
 */
export function alignmentOf(
  attention: readonly (readonly number[])[],
  outputLength: number,
): AlignmentPoint[] {
  return attention
    .slice(0, outputLength)
    .flatMap((weights, target) =>
      weights.length > 1 ? [{ source: largestAt(weights.slice(0, -1)), target }] : [],
    );
}

/** An alignment as Pharaoh and fast_align write it: `0-0 1-2`, source before target. */
export function formatAlignment(points: readonly AlignmentPoint[]): string {
  return points.map(({ source, target }) => `${source}-${target}`).join(' ');
}

function largestAt(weights: readonly number[]): number {
  return weights.reduce((best, weight, at) => (weight > weights[best]! ? at : best), 0);
}
