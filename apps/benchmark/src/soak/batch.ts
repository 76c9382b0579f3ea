/** A batch of sentences of random lengths, padded. */
export interface SoakBatch {
  readonly ids: Int32Array;
  /** What each token is to predict; `ignored` in the padding. */
  readonly targets: Int32Array;
  readonly lengths: readonly number[];
  readonly shape: readonly [sentences: number, length: number];
}

export const vocabulary = 61;
export const ignored = -1;
const [mostSentences, mostTokens] = [6, 33];

/**
 * Batch number `step`: always the same. The task is to give the token before, plus one; a fifth of the targets are random, so that
 * gradients stay far from 0, where nothing but rounding would be left of them.
 */
export function soakBatch(step: number): SoakBatch {
  let state = (step + 1) * 2_654_435_761;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const sentences = 1 + random(mostSentences);
  const lengths = Array.from({ length: sentences }, () => 1 + random(mostTokens));
  const length = Math.max(...lengths);
  const ids = new Int32Array(sentences * length);
  const targets = new Int32Array(sentences * length).fill(ignored);
  for (const [n, own] of lengths.entries()) {
    for (let t = 0; t < own; t++) {
      const at = n * length + t;
      ids[at] = random(vocabulary);
      const learned = ((t > 0 ? ids[at - 1]! : 0) + 1) % vocabulary;
      targets[at] = random(5) === 0 ? random(vocabulary) : learned;
    }
  }
  return { ids, targets, lengths, shape: [sentences, length] };
}
