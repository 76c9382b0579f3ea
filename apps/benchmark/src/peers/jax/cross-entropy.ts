import type { Jax, JaxArray } from './jax.ts';

/** mean(logsumexp(logits) - logits[label]) over rows; both arguments are used up. */
export function meanCrossEntropy({ nn }: Jax, logits: JaxArray, labels: JaxArray): JaxArray {
  const [rows = 1, columns = 1] = logits.shape;
  // A gather in place of the one-hot product has a gradient that cannot be compiled.
  const chosen = nn.logSoftmax(logits, -1).mul(nn.oneHot(labels, columns));
  return chosen.sum().mul(-1 / rows);
}
