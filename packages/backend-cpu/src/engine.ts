/** What the kernels may use of the engine that runs them. */
export interface Engine {
  /** Relaxed SIMD: multiply-add with one rounding. */
  readonly relaxedSimd: boolean;
  /** The engine pairs adjacent 128-bit operations into 256-bit ones (V8's revectorizer). */
  readonly revectorize: boolean;
}

/** Names an engine among others; kernels compiled for one fit no other. */
export function engineKey({ relaxedSimd, revectorize }: Engine): string {
  return `${relaxedSimd ? 'relaxed' : 'exact'}${revectorize ? ' revectorized' : ''}`;
}
