import { Linear, Module } from '@rondo/layers-core';
import { dropout, gelu, linear, RangeFault, scope, type Tensor } from '@rondo/tensor';

/** What stands between the two linear maps: a name, or a function of one tensor. */
export type Activation = 'relu' | 'gelu' | ((x: Tensor) => Tensor);

export interface FeedForwardOptions {
  /** 'relu' unless told otherwise; gelu is the exact one, with erf. */
  readonly activation?: Activation;
  /** Probability of dropout after the activation while training (0.1). */
  readonly dropout?: number;
  /** Whether the linear maps have biases (true). */
  readonly bias?: boolean;
}

/**
 * The same small network at every position: W₂ dropout(a(W₁ x + b₁)) + b₂, x `[.., E]` → `[.., E]` with F units between.
 *
 * Source: Vaswani et al. 2017, section 3.3.
 */
export class FeedForward extends Module {
  readonly linear1: Linear;
  readonly linear2: Linear;
  readonly dropout: number;
  readonly #activation: Activation;

  /** @throws RangeFault for another activation. */
  constructor(
    dModel: number,
    units: number,
    { activation = 'relu', dropout: p = 0.1, bias = true }: FeedForwardOptions = {},
  ) {
    super();
    if (typeof activation !== 'function' && !['relu', 'gelu'].includes(activation)) {
      throw new RangeFault(
        `${this.toString()}: expected the activation 'relu', 'gelu' or a function, received '${activation}'`,
        { activation },
      );
    }
    this.linear1 = new Linear(dModel, units, { bias });
    this.linear2 = new Linear(units, dModel, { bias });
    this.dropout = p;
    this.#activation = activation;
  }

  /** @throws ShapeError when x does not end in dModel. */
  forward(x: Tensor): Tensor {
    const { weight, bias } = this.linear2;
    return scope(() => {
      const hidden = this.#hidden(x);
      return linear(this.training ? dropout(hidden, this.dropout) : hidden, weight, bias);
    });
  }

  #hidden(x: Tensor): Tensor {
    const activation = this.#activation;
    const { weight, bias } = this.linear1;
    if (activation === 'relu') return linear(x, weight, bias, { activation });
    const y = linear(x, weight, bias);
    return activation === 'gelu' ? gelu(y) : activation(y);
  }
}
