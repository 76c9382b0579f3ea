const intervals = 1000;

/** erf x by Simpson's rule on 2/√π ∫₀ˣ e^(-t²) dt: slow, but it shares nothing with any kernel. */
export function erfByIntegration(x: number): number {
  if (Math.abs(x) > 6.5) return Math.sign(x);
  const end = Math.abs(x);
  const width = end / intervals;
  let sum = 1 + Math.exp(-end * end);
  for (let i = 1; i < intervals; i++) sum += (i % 2 === 1 ? 4 : 2) * Math.exp(-((i * width) ** 2));
  return Math.sign(x) * (2 / Math.sqrt(Math.PI)) * (width / 3) * sum;
}
