/** The nearest float16: 11 bits, no smaller step than 2⁻²⁴. */
export function toHalf(x: number): number {
  const exponent = Math.max(-14, Math.floor(Math.log2(Math.abs(x))));
  const step = 2 ** (exponent - 10);
  return Math.round(x / step) * step;
}
