/** A function of a shader: its code, and the functions that it calls. */
export interface WgslFunction {
  readonly code: string;
  readonly calls?: readonly WgslFunction[];
}

/** The code of functions and of all that they call, each once, in an order in which nothing is missing. */
export function library(...functions: readonly WgslFunction[]): string {
  const found = new Set<WgslFunction>();
  const add = (own: WgslFunction): void => {
    for (const called of own.calls ?? []) add(called);
    found.add(own);
  };
  for (const own of functions) add(own);
  return [...found].map(({ code }) => code.trim()).join('\n');
}

/** A number as WGSL writes float32: always with a point or an exponent. */
export function float(x: number): string {
  const text = String(Math.fround(x));
  return /[.e]/.test(text) ? `${text}f` : `${text}.0f`;
}

/** c₀ + c₁ x + c₂ x² + …, by Horner's rule; `x` is the name of a value. */
export function polynomial(x: string, coefficients: readonly number[]): string {
  return coefficients
    .toReversed()
    .map(float)
    .reduce((sum, c) => `fma(${sum}, ${x}, ${c})`);
}
