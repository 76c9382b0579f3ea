/** A time with three digits that matter. */
export function formatTime(milliseconds: number): string {
  if (milliseconds >= 999.5) return `${three(milliseconds / 1000)} s`;
  return milliseconds < 0.0995 ? `${three(milliseconds * 1000)} µs` : `${three(milliseconds)} ms`;
}

/** A ratio or a rate, with two digits. */
export function formatRatio(ratio: number): string {
  if (ratio < 0.0095) return ratio.toPrecision(1);
  return ratio >= 9.95 ? ratio.toFixed(0) : ratio.toFixed(ratio >= 0.095 ? 1 : 2);
}

function three(value: number): string {
  if (value >= 99.5) return value.toFixed(0);
  if (value >= 9.995) return value.toFixed(1);
  return value.toFixed(value >= 0.9995 ? 2 : 3);
}
