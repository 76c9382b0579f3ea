import {
  gelu,
  RangeFault,
  scope,
  sigmoid,
  silu,
  softplus,
  softsign,
  tanh,
  type Tensor,
} from '@rondo/tensor';
import { checkOptions } from '../check-options.ts';
import { Module } from '../module.ts';

export interface GELUOptions {
  /** 'none' for the exact form, 'tanh' for the cheaper one. */
  readonly approximate?: 'none' | 'tanh';
}

/**
 * y = x · Φ(x), Φ the normal distribution function; or 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))).
 *
 * Source: Hendrycks & Gimpel 2016, section 2.
 */
export class GELU extends Module {
  readonly approximate: 'none' | 'tanh';

  /** @throws RangeFault for another form. */
  constructor(options: GELUOptions = {}) {
    super();
    checkOptions(this, options, ['approximate']);
    const { approximate = 'none' } = options;
    if (approximate !== 'none' && approximate !== 'tanh') {
      throw new RangeFault(
        `${this.toString()}: approximate must be 'none' or 'tanh', received ${JSON.stringify(approximate)}`,
        { approximate },
      );
    }
    this.approximate = approximate;
  }

  forward(x: Tensor): Tensor {
    return gelu(x, { approximate: this.approximate });
  }
}

/** y = x · σ(x), also called swish. Source: Hendrycks & Gimpel 2016; Ramachandran, Zoph & Le 2017. */
export class SiLU extends Module {
  forward(x: Tensor): Tensor {
    return silu(x);
  }
}

/** y = x · tanh(log(1 + eˣ)). Source: Misra 2019. */
export class Mish extends Module {
  forward(x: Tensor): Tensor {
    return scope(() => x.mul(softplus(x).tanh()));
  }
}

/** y = (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ). */
export class Tanh extends Module {
  forward(x: Tensor): Tensor {
    return tanh(x);
  }
}

/** y = 1 / (1 + e⁻ˣ). */
export class Sigmoid extends Module {
  forward(x: Tensor): Tensor {
    return sigmoid(x);
  }
}

/** y = log σ(x) = -log(1 + e⁻ˣ), without overflow. */
export class LogSigmoid extends Module {
  forward(x: Tensor): Tensor {
    return scope(() => softplus(x.neg()).neg());
  }
}

/**
 * y = log(1 + e^(beta · x)) / beta, a smooth ReLU, computed without overflow: there is no need of PyTorch's threshold, from which on
 * it returns x. Source: Dugas et al. 2001.
 */
export class Softplus extends Module {
  readonly beta: number;

  constructor(beta = 1) {
    super();
    this.beta = beta;
  }

  forward(x: Tensor): Tensor {
    const { beta } = this;
    return beta === 1 ? softplus(x) : scope(() => softplus(x.mul(beta)).div(beta));
  }
}

/** y = x / (1 + |x|). */
export class Softsign extends Module {
  forward(x: Tensor): Tensor {
    return softsign(x);
  }
}
