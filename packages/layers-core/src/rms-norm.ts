import { Parameter } from '@rondo/autograd';
import { checkShapes, ones, scope, type Shape, type Tensor } from '@rondo/tensor';
import { checkOptions } from './check-options.ts';
import { checkSizes } from './check-sizes.ts';
import { Module } from './module.ts';

export interface RMSNormOptions {
  /** Added to the mean square, inside the root (2⁻²³, the distance from 1 to the next float32, as in PyTorch). */
  readonly eps?: number;
  /** Whether to learn a factor (true). */
  readonly elementwiseAffine?: boolean;
}

/**
 * y = x / √(mean(x²) + eps) · weight over the last axes, which have the sizes `normalizedShape`.
 *
 * x `[.., ...normalizedShape]` → the same shape. Weight starts as 1. Source: Zhang & Sennrich 2019, equation 4.
 */
export class RMSNorm extends Module {
  readonly normalizedShape: Shape;
  readonly eps: number;
  readonly weight: Parameter | undefined;

  /** @throws RangeFault unless the sizes are whole numbers. */
  constructor(normalizedShape: number | Shape, options: RMSNormOptions = {}) {
    super();
    checkOptions(this, options, ['eps', 'elementwiseAffine']);
    checkSizes(this, { normalizedShape });
    const { eps = 2 ** -23, elementwiseAffine = true } = options;
    this.normalizedShape =
      typeof normalizedShape === 'number' ? [normalizedShape] : normalizedShape;
    this.eps = eps;
    this.weight = elementwiseAffine ? new Parameter(ones(this.normalizedShape)) : undefined;
  }

  /** @throws ShapeError when x does not end in `normalizedShape`. */
  forward(x: Tensor): Tensor {
    const { normalizedShape, weight, eps } = this;
    checkShapes(this, { x: [x, ['...', ...normalizedShape]] });
    const axes = normalizedShape.map((_, i) => i - normalizedShape.length);
    return scope(() => {
      const scale = x.square().mean(axes, { keepDim: true }).add(eps).rsqrt();
      const normal = x.mul(scale);
      return weight ? normal.mul(weight) : normal;
    });
  }
}
