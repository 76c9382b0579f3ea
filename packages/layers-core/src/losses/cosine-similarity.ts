import { cosineSimilarity, type CosineSimilarityOptions, type Tensor } from '@rondo/tensor';
import { checkOptions } from '../check-options.ts';
import { Module } from '../module.ts';

/** Cosine of the angle between vectors: x₁ · x₂ / (max(‖x₁‖, ε) max(‖x₂‖, ε)) along axis `dim` (1). */
export class CosineSimilarity extends Module {
  readonly dim: number;
  readonly eps: number;

  constructor(options: CosineSimilarityOptions = {}) {
    super();
    checkOptions(this, options, ['dim', 'eps']);
    const { dim = 1, eps = 1e-8 } = options;
    this.dim = dim;
    this.eps = eps;
  }

  /** x1, x2 `[.., D, ..]` → the shape without that axis. @throws ShapeError when the shapes do not broadcast. */
  forward(x1: Tensor, x2: Tensor): Tensor {
    return cosineSimilarity(x1, x2, this);
  }
}
