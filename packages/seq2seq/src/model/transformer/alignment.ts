import type { Tensor } from '@rondo/tensor';

/**
 * Of the weights of each layer over the source, those to show: the last layer's but one, whose mean over the heads agrees best with
 * alignments of words (Garg et al. 2019, section 4.1).
 */
export function alignment(layers: readonly Tensor[]): Tensor | undefined {
  return layers.at(-2) ?? layers.at(-1);
}
