/** Pairs of sentences of random lengths, padded. */
export interface SoakBatch {
  /** `[N, S]` */
  readonly source: Int32Array;
  readonly sourceLengths: readonly number[];
  /** What the decoder reads: the targets one step later, `[N, T]`. */
  readonly input: Int32Array;
  /** What each step is to predict; `ignored` in the padding. */
  readonly targets: Int32Array;
  readonly targetLengths: readonly number[];
  readonly sizes: { readonly N: number; readonly S: number; readonly T: number };
}

export const vocabulary = 97;
export const ignored = -1;
const [mostSentences, mostTokens] = [8, 33];

/**
 * Batch number `step`: always the same. The task is to give the source, each token plus one, over and over; a fifth of the targets
 * are random, so that gradients stay far from 0, where nothing but rounding would be left of them.
 */
export function soakBatch(step: number): SoakBatch {
  let state = (step + 1) * 2_654_435_761;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const N = 1 + random(mostSentences);
  const lengths = (): number[] => Array.from({ length: N }, () => 1 + random(mostTokens));
  const [sourceLengths, targetLengths] = [lengths(), lengths()];
  const [S, T] = [Math.max(...sourceLengths), Math.max(...targetLengths)];
  const source = Int32Array.from({ length: N * S }, () => random(vocabulary));
  const input = new Int32Array(N * T);
  const targets = new Int32Array(N * T).fill(ignored);
  for (const [n, length] of targetLengths.entries()) {
    for (let t = 0; t < length; t++) {
      const copied = source[n * S + (t % sourceLengths[n]!)]!;
      targets[n * T + t] = random(5) === 0 ? random(vocabulary) : (copied + 1) % vocabulary;
      if (t > 0) input[n * T + t] = targets[n * T + t - 1]!;
    }
  }
  return { source, sourceLengths, input, targets, targetLengths, sizes: { N, S, T } };
}
