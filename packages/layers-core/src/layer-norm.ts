import { Parameter } from '@rondo/autograd';
import { checkShapes, layerNorm, ones, zeros, type Shape, type Tensor } from '@rondo/tensor';
import { checkOptions } from './check-options.ts';
import { checkSizes } from './check-sizes.ts';
import { Module } from './module.ts';

export interface LayerNormOptions {
  /** Added to the variance, inside the root (1e-5). */
  readonly eps?: number;
  /** Whether to learn a factor and a bias (true). */
  readonly elementwiseAffine?: boolean;
  /** Whether to learn a bias besides the factor (true). */
  readonly bias?: boolean;
}

/**
 * y = (x - mean) / √(variance + eps) · weight + bias over the last axes, which have the sizes `normalizedShape`.
 *
 * x `[.., ...normalizedShape]` → the same shape. Weight starts as 1, bias as 0. Source: Ba, Kiros & Hinton 2016.
 */
export class LayerNorm extends Module {
  readonly normalizedShape: Shape;
  readonly eps: number;
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;

  /** @throws RangeFault unless the sizes are whole numbers. */
  constructor(normalizedShape: number | Shape, options: LayerNormOptions = {}) {
    super();
    checkOptions(this, options, ['eps', 'elementwiseAffine', 'bias']);
    checkSizes(this, { normalizedShape });
    const { eps = 1e-5, elementwiseAffine = true, bias = true } = options;
    this.normalizedShape =
      typeof normalizedShape === 'number' ? [normalizedShape] : normalizedShape;
    this.eps = eps;
    this.weight = elementwiseAffine ? new Parameter(ones(this.normalizedShape)) : undefined;
    this.bias = elementwiseAffine && bias ? new Parameter(zeros(this.normalizedShape)) : undefined;
  }

  /** @throws ShapeError when x does not end in `normalizedShape`. */
  forward(x: Tensor): Tensor {
    checkShapes(this, { x: [x, ['...', ...this.normalizedShape]] });
    const { weight, bias, eps } = this;
    return layerNorm(x, this.normalizedShape, { weight, bias, eps });
  }
}
