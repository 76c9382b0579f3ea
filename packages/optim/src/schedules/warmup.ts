/** How far a linear warm-up has come, (0, 1]: 1/w at the first of w steps, 1 from the w-th on. */
export function warmupFactor(step: number, warmup: number): number {
  return warmup > 0 ? Math.min(1, (step + 1) / warmup) : 1;
}
