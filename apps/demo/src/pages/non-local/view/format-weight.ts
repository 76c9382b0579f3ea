/** A weight of a map, exactly enough to tell small ones from nothing; forms without a softmax have any numbers. */
export function formatWeight(weight: number): string {
  if (weight === 0) return '0';
  return Math.abs(weight) < 0.0005 ? weight.toExponential(1) : weight.toFixed(3);
}
