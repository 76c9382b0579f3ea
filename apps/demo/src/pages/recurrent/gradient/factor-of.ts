/** By how much one step back multiplies a gradient on average; 0 where it has vanished on the way. */
export function factorOf(values: readonly number[]): number {
  const [first, last] = [values[0]!, values.at(-1)!];
  return (first / last) ** (1 / Math.max(1, values.length - 1));
}
