export type NamedOutputs = Readonly<Record<string, Float32Array>>;

export interface Comparison {
  /** Largest difference as a part of the largest magnitude of that output; infinite where names or sizes differ or a number is NaN. */
  readonly error: number;
  /** The output in which it is, or what does not fit. */
  readonly where: string;
}

/** How far outputs are from the reference's, over all outputs that the reference has. */
export function compareOutputs(reference: NamedOutputs, outputs: NamedOutputs): Comparison {
  const comparisons = Object.entries(reference).map(([name, expected]): Comparison => {
    const actual = outputs[name];
    if (actual === undefined) return { error: Infinity, where: `no output ${name}` };
    if (actual.length !== expected.length) {
      const where = `${name} has ${actual.length} numbers, not ${expected.length}`;
      return { error: Infinity, where };
    }
    return { error: relativeError(expected, actual), where: name };
  });
  return comparisons.reduce((worst, one) => (one.error > worst.error ? one : worst), {
    error: 0,
    where: '',
  });
}

function relativeError(expected: Float32Array, actual: Float32Array): number {
  let [difference, magnitude] = [0, 0];
  for (const [i, value] of expected.entries()) {
    const apart = Math.abs(value - actual[i]!);
    if (!(apart <= Number.MAX_VALUE)) return Infinity;
    difference = Math.max(difference, apart);
    magnitude = Math.max(magnitude, Math.abs(value));
  }
  return difference === 0 ? 0 : difference / magnitude;
}
