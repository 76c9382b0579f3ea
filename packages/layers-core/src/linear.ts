import { Parameter } from '@rondo/autograd';
import { checkShapes, linear, type Tensor } from '@rondo/tensor';
import { checkOptions } from './check-options.ts';
import { checkSizes } from './check-sizes.ts';
import { uniform } from './init/random.ts';
import { Module } from './module.ts';

export interface LinearOptions {
  /** Whether to add a bias (true). */
  readonly bias?: boolean;
  /** Shares the weight `[out, in]` of another layer instead of making one, as tied embeddings do. */
  readonly weight?: Parameter;
}

/**
 * An affine map: y = x Wᵀ + b, x `[.., in]` → y `[.., out]`.
 *
 * Weight and bias start from U(-1/√in, 1/√in); the bias from 0 when there are no inputs.
 */
export class Linear extends Module {
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  /** @throws RangeFault unless the sizes are whole numbers; ShapeError when a given weight has others. */
  constructor(inFeatures: number, outFeatures: number, options: LinearOptions = {}) {
    super();
    checkOptions(this, options, ['bias', 'weight']);
    checkSizes(this, { inFeatures, outFeatures });
    const { bias = true, weight } = options;
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    checkShapes(this, { weight: [weight, ['out', 'in']] }, { in: inFeatures, out: outFeatures });
    const bound = inFeatures === 0 ? 0 : 1 / Math.sqrt(inFeatures);
    this.weight = weight ?? new Parameter(uniform([outFeatures, inFeatures], -bound, bound));
    this.bias = bias ? new Parameter(uniform([outFeatures], -bound, bound)) : undefined;
  }

  /** @throws ShapeError when x does not end in `inFeatures`. */
  forward(x: Tensor): Tensor {
    checkShapes(this, { x: [x, ['...', 'inFeatures']] }, { inFeatures: this.inFeatures });
    return linear(x, this.weight, this.bias);
  }
}
