import { Parameter } from '@rondo/autograd';
import { checkShapes, linear, scope, type Tensor } from '@rondo/tensor';
import { checkOptions } from './check-options.ts';
import { checkSizes } from './check-sizes.ts';
import { uniform } from './init/random.ts';
import { Module } from './module.ts';

export interface BilinearOptions {
  /** Whether to add a bias (true). */
  readonly bias?: boolean;
}

/**
 * A form of two vectors: yₒ = x1ᵀ Aₒ x2 + bₒ.
 *
 * x1 `[.., in1]`, x2 `[.., in2]` → `[.., out]`; weight A `[out, in1, in2]`. Weight and bias start from U(-1/√in1, 1/√in1).
 */
export class Bilinear extends Module {
  readonly in1Features: number;
  readonly in2Features: number;
  readonly outFeatures: number;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  /** @throws RangeFault unless the sizes are whole numbers. */
  constructor(
    in1Features: number,
    in2Features: number,
    outFeatures: number,
    options: BilinearOptions = {},
  ) {
    super();
    checkOptions(this, options, ['bias']);
    checkSizes(this, { in1Features, in2Features, outFeatures });
    const { bias = true } = options;
    this.in1Features = in1Features;
    this.in2Features = in2Features;
    this.outFeatures = outFeatures;
    const bound = in1Features === 0 ? 0 : 1 / Math.sqrt(in1Features);
    const shape = [outFeatures, in1Features, in2Features];
    this.weight = new Parameter(uniform(shape, -bound, bound));
    this.bias = bias ? new Parameter(uniform([outFeatures], -bound, bound)) : undefined;
  }

  /** @throws ShapeError when x1 or x2 does not end in its size, or the axes before it differ. */
  forward(x1: Tensor, x2: Tensor): Tensor {
    const { in1Features, in2Features, outFeatures, weight, bias } = this;
    checkShapes(this, { x1: [x1, ['...', 'in1Features']] }, { in1Features });
    const lead = x1.shape.slice(0, -1);
    checkShapes(this, { x2: [x2, [...lead, 'in2Features']] }, { in2Features });
    return scope(() => {
      // All x1ᵀ Aₒ by one product.
      const rows = weight.transpose(1, 2).reshape([outFeatures * in2Features, in1Features]);
      const forms = linear(x1, rows).reshape([...lead, outFeatures, in2Features]);
      const y = forms.matmul(x2.unsqueeze(-1)).squeeze(-1);
      return bias ? y.add(bias) : y;
    });
  }
}
