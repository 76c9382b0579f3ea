const twoOverRootPi = 2 / Math.sqrt(Math.PI);

/** Below this the series needs few terms, above it the continued fraction does. */
const crossover = 2.5;

/**
 * erf x = 2/√π ∫₀ˣ e^(-t²) dt, to double precision.
 *
 * Source: Abramowitz & Stegun 1964, equations 7.1.6 and 7.1.14.
 */
export function erf(x: number): number {
  if (Math.abs(x) < crossover) return series(x);
  return x > 0 ? 1 - tail(x) : x < 0 ? tail(-x) - 1 : x;
}

/** erfc x = 1 - erf x, without cancellation where it is small. */
export function erfc(x: number): number {
  return x >= crossover ? tail(x) : 1 - erf(x);
}

/** 2/√π e^(-x²) Σₙ 2ⁿ x^(2n+1) / (1 · 3 · … · (2n+1)); all terms have one sign. */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return twoOverRootPi * Math.exp(-x * x) * sum;
}

/** e^(-x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), for x of at least `crossover`. */
function tail(x: number): number {
  if (x === Infinity) return 0;
  let fraction = x;
  for (let n = 60; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}
