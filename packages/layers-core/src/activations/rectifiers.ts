import { Parameter } from '@rondo/autograd';
import { checkShapes, expm1, full, relu, scope, type Tensor } from '@rondo/tensor';
import { checkSizes } from '../check-sizes.ts';
import { Module } from '../module.ts';

/** y = max(x, 0). Source: Nair & Hinton 2010. */
export class ReLU extends Module {
  forward(x: Tensor): Tensor {
    return relu(x);
  }
}

/** y = x where x > 0, negativeSlope · x elsewhere. Source: Maas, Hannun & Ng 2013. */
export class LeakyReLU extends Module {
  readonly negativeSlope: number;

  constructor(negativeSlope = 0.01) {
    super();
    this.negativeSlope = negativeSlope;
  }

  forward(x: Tensor): Tensor {
    return scope(() => x.greater(0).where(x, x.mul(this.negativeSlope)));
  }
}

/**
 * y = x where x > 0, weight · x elsewhere, with one learned slope or one for each channel.
 *
 * x any shape, or `[N, C, ..]` with C = numParameters slopes → the same shape. The slopes start as `initial` (0.25).
 * Source: He et al. 2015, section 2.1.
 */
export class PReLU extends Module {
  readonly numParameters: number;
  readonly weight: Parameter;

  /** @throws RangeFault unless there is a whole number of slopes. */
  constructor(numParameters = 1, initial = 0.25) {
    super();
    checkSizes(this, { numParameters });
    this.numParameters = numParameters;
    this.weight = new Parameter(full([numParameters], initial));
  }

  /** @throws ShapeError when there is a slope for each channel, and x has other channels. */
  forward(x: Tensor): Tensor {
    const { numParameters, weight } = this;
    if (numParameters === 1) return scope(() => x.greater(0).where(x, x.mul(weight)));
    const places = x.shape.slice(2);
    const rule = ['N', 'numParameters', ...places.map((_, axis) => `L${axis + 1}`)];
    checkShapes(this, { x: [x, rule] }, { numParameters });
    return scope(() => {
      const slopes = weight.reshape([numParameters, ...places.map(() => 1)]);
      return x.greater(0).where(x, x.mul(slopes));
    });
  }
}

/** y = x where x > 0, alpha · (eˣ - 1) elsewhere. Source: Clevert, Unterthiner & Hochreiter 2016. */
export class ELU extends Module {
  readonly alpha: number;

  constructor(alpha = 1) {
    super();
    this.alpha = alpha;
  }

  forward(x: Tensor): Tensor {
    return exponentialBelow(x, this.alpha, 1);
  }
}

/** y = x where x > 0, alpha · (e^(x / alpha) - 1) elsewhere: its slope is 1 at 0. Source: Barron 2017. */
export class CELU extends Module {
  readonly alpha: number;

  constructor(alpha = 1) {
    super();
    this.alpha = alpha;
  }

  forward(x: Tensor): Tensor {
    return exponentialBelow(x, this.alpha, 1 / this.alpha);
  }
}

/** α and λ with which mean 0 and variance 1 are kept from layer to layer (Klambauer et al. 2017). */
const selu = { alpha: 1.673_263_242_354_377_2, lambda: 1.050_700_987_355_480_5 };

/** y = λ x where x > 0, λ α (eˣ - 1) elsewhere, λ = 1.0507…, α = 1.6733…. Source: Klambauer et al. 2017. */
export class SELU extends Module {
  forward(x: Tensor): Tensor {
    return scope(() => exponentialBelow(x, selu.alpha, 1).mul(selu.lambda));
  }
}

/** x where it is above 0, alpha · (e^(rate · x) - 1) elsewhere. */
function exponentialBelow(x: Tensor, alpha: number, rate: number): Tensor {
  return scope(() => {
    const isAbove = x.greater(0);
    // Large x would give ∞, whose gradient is NaN even where it is not chosen.
    const below = isAbove.where(0, x);
    return isAbove.where(x, expm1(rate === 1 ? below : below.mul(rate)).mul(alpha));
  });
}
